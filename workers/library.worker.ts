/** The library's entry: exposes {@link LibraryApi} to the page. It computes nothing, so that it always answers. */
import * as Comlink from "comlink";
import { exported, exportRun } from "./export-run";
import { withPlainErrors } from "./plain-errors";
import { errorData } from "./protocol/errors";
import type { LibraryApi, ListedRun } from "./protocol/library";
import { readBundle } from "./storage/bundled-run";
import { heldRuns, holdRun } from "./storage/hold";
import { openStorage, storageUse } from "./storage/open-storage";

const api: LibraryApi = {
  async list() {
    try {
      const store = await openStorage();
      await store.purge();
      const [entries, held] = [await store.entries(), await heldRuns()];
      const runs: ListedRun[] = entries.map((entry) => ({ ...entry, held: held.has(entry.id) }));
      return {
        runs: runs.toSorted((a, b) => b.created - a.created),
        use: await storageUse(),
        refusal: null,
      };
    } catch (thrown) {
      return { runs: [], use: { used: null, left: null }, refusal: errorData(thrown) };
    }
  },
  async open(id) {
    const store = await openStorage();
    const entry = await store.entry(id);
    const { view } = await store.load(id);
    return { run: { ...entry, held: (await heldRuns()).has(id) }, view };
  },
  async change(id, change) {
    const store = await openStorage();
    await store.patch(id, change);
  },
  async remove(id) {
    const store = await openStorage();
    const release = await holdRun(id);
    try {
      await store.hide(id);
    } finally {
      release();
    }
  },
  async bringBack(id) {
    const store = await openStorage();
    await store.bringBack(id);
  },
  async exportStored(id, what, options) {
    const store = await openStorage();
    const file = await exportRun(
      exported({ entry: await store.entry(id), ...(await store.load(id)) }),
      what,
      options,
    );
    return Comlink.transfer(file, [file.bytes.buffer]);
  },
  async importBundle(file) {
    const store = await openStorage();
    const { entry, ...kept } = await readBundle(file.name, new Uint8Array(await file.arrayBuffer()));
    const id = crypto.randomUUID();
    const ended = entry.state === "running" || entry.state === "paused" ? "stopped" : entry.state;
    const more = { changed: Date.now(), error: null, data: null, bytes: 0, resumable: false };
    // Hidden until all of it is there; what is left of an import that was interrupted is deleted in an hour.
    const deleted = Date.now() + 3_600_000;
    await store.add({ ...entry, ...more, id, state: ended, imported: true, deleted });
    try {
      await store.save(id, { ...kept, snapshot: null }, { deleted: null });
    } catch (thrown) {
      await store.patch(id, { deleted: 0 });
      throw thrown;
    }
    return id;
  },
};

Comlink.expose(withPlainErrors(api));
