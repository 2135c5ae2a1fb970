/**
 * Data sets by address: asks the worker that fetches, which is started when it is first needed. Nobody is asked for
 * anything but by {@link fetchAddresses}, {@link fetchListed} and {@link resumeSet}, which are what buttons do.
 */
import { proxy } from "comlink";
import { addressTitle, type DataAddress, type HubAddress } from "../../../workers/protocol/addresses";
import {
  isWhole,
  type FetchApi,
  type FetchProgress,
  type ListedSet,
  type WantedFile,
} from "../../../workers/protocol/fetching";
import { dataStore } from "./dataStore";
import { fetchStore } from "./fetchStore";
import { askToPersist } from "../library/libraryClient";
import { isUnderWay } from "../run/runModel";
import { runStore } from "../run/runStore";
import { loadFiles } from "../run/session";
import { errorDataOf, WorkerClient } from "../workerClient";

const words = {
  name: "What fetches data sets",
  afterDeath: "Resume the download: what has come so far is kept.",
};

let client: WorkerClient<FetchApi> | null = null;

function fetcher(): WorkerClient<FetchApi> {
  return (client ??= new WorkerClient<FetchApi>(
    new Worker(new URL("../../../workers/fetch.worker.ts", import.meta.url), {
      type: "module",
      name: "fetch",
    }),
    words,
    () => (client = null),
  ));
}

const keptKey = "studio-keeps-data";

/** Whether data sets were kept here when they were last looked at. */
export function keepsData(): boolean {
  try {
    return localStorage.getItem(keptKey) !== null;
  } catch {
    return false;
  }
}

function remember(keeps: boolean): void {
  try {
    if (keeps) localStorage.setItem(keptKey, "yes");
    else localStorage.removeItem(keptKey);
  } catch {
    // Without local storage they are looked for when the person asks.
  }
}

const refuse = (thrown: unknown): void => fetchStore.setState({ refused: errorDataOf(thrown) });

export function dismissFetchRefusal(): void {
  fetchStore.setState({ refused: null });
}

/** Looks at what is kept here. */
export async function listFetched(): Promise<void> {
  try {
    const { sets, use } = await fetcher().call("list");
    remember(sets.length > 0);
    fetchStore.setState({ sets, use });
  } catch (thrown) {
    refuse(thrown);
  }
}

/** What a person gave, fetched; of a hub's page, first the list to choose from. */
export async function fetchAddresses(
  addresses: readonly DataAddress[],
  sha256: string | null,
): Promise<void> {
  const [first] = addresses;
  if (!first) return;
  if (first.kind === "hub") return askHub(first);
  const files = addresses.flatMap((each) =>
    each.kind === "file" ? [{ address: each.address, path: each.path, size: null, sha256 }] : [],
  );
  await fetchFiles(addressTitle(first, files.length), files);
}

async function askHub({ name }: HubAddress): Promise<void> {
  fetchStore.setState({ asking: true, refused: null, listing: null });
  try {
    fetchStore.setState({ listing: await fetcher().call("hubFiles", name) });
  } catch (thrown) {
    refuse(thrown);
  } finally {
    fetchStore.setState({ asking: false });
  }
}

/** Leaves the hub's list. */
export function closeListing(): void {
  fetchStore.setState({ listing: null });
}

/** Fetches what was chosen from a hub's list. */
export async function fetchListed(title: string, files: readonly WantedFile[]): Promise<void> {
  closeListing();
  await fetchFiles(title, files);
}

const sameFiles = (set: ListedSet, files: readonly WantedFile[]): boolean =>
  set.files.length === files.length &&
  set.files.every(
    ({ address, sha256 }, place) =>
      address === files[place]!.address && (sha256 === files[place]!.sha256 || files[place]!.sha256 === null),
  );

/** Fetches files as one set; what is kept of it already is not fetched again. */
async function fetchFiles(title: string, files: readonly WantedFile[]): Promise<void> {
  fetchStore.setState({ refused: null });
  void askToPersist();
  try {
    await listFetched();
    const known = fetchStore.getState().sets?.find((set) => sameFiles(set, files));
    if (known && isWhole(known)) return await takeSet(known.id);
    const id = known?.id ?? (await fetcher().call("add", title, files));
    await resumeSet(id);
  } catch (thrown) {
    refuse(thrown);
  }
}

function tellOf(id: string, progress: FetchProgress | null): void {
  fetchStore.setState((model) => ({ progress: { ...model.progress, [id]: progress } }));
}

/** This tab fetches it no more. */
function forget(id: string): void {
  const { progress } = fetchStore.getState();
  fetchStore.setState({
    progress: Object.fromEntries(Object.entries(progress).filter(([other]) => other !== id)),
  });
}

/** Fetches what is missing of a set; once it is whole it is taken as the data, unless a run is under way. */
export async function resumeSet(id: string): Promise<void> {
  if (id in fetchStore.getState().progress) return;
  tellOf(id, null);
  // Asked for at once: what a person does next, such as to pause it, comes behind it.
  const running = fetcher().call(
    "run",
    id,
    proxy((progress: FetchProgress) => {
      if (id in fetchStore.getState().progress) tellOf(id, progress);
    }),
  );
  const listed = listFetched();
  let isDone = false;
  try {
    isDone = await running;
  } catch (thrown) {
    // Why a download stopped is noted down with it; that it cannot go on in this tab is not.
    const { code } = errorDataOf(thrown);
    if (code === "in-use" || code === "worker-died") refuse(thrown);
  }
  forget(id);
  await listed;
  await listFetched();
  const canTake = !isUnderWay(runStore.getState().phase) && dataStore.getState().busy !== "reading";
  if (isDone && canTake) await takeSet(id);
}

/** Stops fetching a set; what has come stays. */
export async function pauseSet(id: string): Promise<void> {
  await fetcher().call("pause", id).catch(refuse);
}

/** Frees what is kept of a set. */
export async function removeSet(id: string): Promise<void> {
  await fetcher().call("remove", id).catch(refuse);
  await listFetched();
}

/** Takes a kept set as the data, as if its files had been chosen. */
export async function takeSet(id: string): Promise<void> {
  try {
    await loadFiles(await fetcher().call("files", id));
  } catch (thrown) {
    refuse(thrown);
    await listFetched();
  }
}
