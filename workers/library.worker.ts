/** The library's entry: exposes {@link LibraryApi} to the page. It computes nothing, so that it always answers. */
import * as Comlink from "comlink";
import { exported, exportRun } from "./export-run";
import { withPlainErrors } from "./plain-errors";
import { branchRefusal } from "./protocol/branching";
import { errorData, StudioError } from "./protocol/errors";
import type { LibraryApi, ListedRun } from "./protocol/library";
import { parseRecipe } from "./protocol/recipe/settings";
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
  async branch(id, stage, recipe, name) {
    const store = await openStorage();
    const parent = await store.entry(id);
    const valid = parseRecipe(recipe);
    const refusal = branchRefusal(parent.recipe, valid, stage);
    if (refusal) throw new StudioError("bad-recipe", refusal, "Or begin the recipe as a run of its own.");
    const kept = await store.loadStage(id, stage);
    const child = crypto.randomUUID();
    const times = { created: Date.now(), changed: Date.now() };
    const own = { name, notes: "", tags: [], branchStages: [], parent: { id, name: parent.name, stage } };
    await store.add({ ...parent, ...times, ...own, id: child, recipe: valid, state: "stopped", best: null });
    const snapshot = kept.snapshot && { ...kept.snapshot, recipe: valid };
    await store.save(child, { ...kept, snapshot }, { error: null, progress: 0, part: "" });
    return child;
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
    const more = { error: null, data: null, bytes: 0, resumable: false, branchStages: [], parent: null };
    // Hidden until all of it is there; what is left of an import that was interrupted is deleted in an hour.
    const deleted = Date.now() + 3_600_000;
    const changed = Date.now();
    await store.add({ ...entry, ...more, id, changed, state: ended, imported: true, deleted });
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
