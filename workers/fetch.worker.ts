/**
 * The entry of what fetches data sets by address: exposes {@link FetchApi}. It is a worker of its own because it is
 * served under a policy of its own (`vite/page-headers.mjs`): it alone may ask other hosts, and it asks none before
 * the page tells it to.
 */
import * as Comlink from "comlink";
import { FetchedSets, type SetTools } from "./fetching/fetched-sets";
import { heldSets, holdSet } from "./fetching/hold-set";
import { listHubFiles } from "./fetching/hub";
import { privateParts } from "./fetching/private-parts";
import { openSetIndex } from "./fetching/set-index";
import { withPlainErrors } from "./plain-errors";
import { StudioError } from "./protocol/errors";
import type { FetchApi } from "./protocol/fetching";
import { storageUse } from "./storage/open-storage";
import { openedOnce } from "./storage/opened-once";

/** How often the policy of this worker's own answer has forbidden what it is there for. */
let forbidden = 0;
addEventListener("securitypolicyviolation", (event) => {
  if ((event as SecurityPolicyViolationEvent).effectiveDirective === "connect-src") forbidden++;
});

async function ask(address: string, init: RequestInit): Promise<Response> {
  const before = forbidden;
  try {
    return await fetch(address, init);
  } catch (thrown) {
    // The event comes on its own, a moment later.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (forbidden === before) throw thrown;
    throw new StudioError(
      "unsupported",
      "The server that this studio comes from forbids it to ask other hosts (its content security policy).",
      "Download the file as usual and drop it on the page.",
    );
  }
}

const tools: SetTools = {
  fetch: ask,
  isOnline: () => navigator.onLine,
  room: async () => (await storageUse()).left,
  now: () => performance.now(),
  hold: holdSet,
  heldIds: heldSets,
};

const sets = openedOnce(async (): Promise<FetchedSets> => {
  try {
    const root = await navigator.storage.getDirectory();
    return new FetchedSets(await openSetIndex(), privateParts(root), tools);
  } catch {
    throw new StudioError(
      "no-storage",
      "This browser keeps nothing for this page, as in a private window, so data cannot be fetched here.",
      "Open the studio in an ordinary window, or download the file as usual and drop it on the page.",
    );
  }
});

const api: FetchApi = {
  list: async () => ({ sets: await (await sets()).list(), use: await storageUse() }),
  hubFiles: (name) => listHubFiles(name, tools),
  add: async (title, files) => (await sets()).add(title, files, Date.now()),
  run: async (id, tell) => (await sets()).run(id, tell),
  pause: async (id) => (await sets()).pause(id),
  remove: async (id) => (await sets()).remove(id),
  files: async (id) => (await sets()).files(id),
};

Comlink.expose(withPlainErrors(api));
