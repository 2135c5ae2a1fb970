/** The library's entry: exposes {@link LibraryApi} to the page. It computes nothing, so that it always answers. */
import * as Comlink from "comlink";
import { exported, exportRun } from "./export-run";
import { withPlainErrors } from "./plain-errors";
import { branchRefusal, checkpointOf, endOfStage } from "./protocol/branching";
import { errorData, StudioError } from "./protocol/errors";
import type { LibraryApi, ListedRun, StoredRun } from "./protocol/library";
import { expertEpochsNeeded, type Recipe } from "./protocol/recipe/recipe";
import { parseRecipe } from "./protocol/recipe/settings";
import { readBundle } from "./storage/bundled-run";
import { heldRuns, holdRun } from "./storage/hold";
import { openStorage, storageUse } from "./storage/open-storage";
import { openTrajectories } from "./storage/open-trajectories";
import type { KeptRun, RunStore } from "./storage/run-store";
import { heldStudies, openStudyIndex } from "./storage/study-index";

/** Experts that a stage overtook are trained to their end as they began. */
function unfinishedExperts({ snapshot }: KeptRun, child: Recipe): string | null {
  if (!snapshot?.overtaken || expertEpochsNeeded(child) === expertEpochsNeeded(snapshot.recipe)) return null;
  return "Some experts were still being trained there: keep T⁺ and M (matching.maxStartEpoch, matching.expertEpochs).";
}

/** With what the index does not tell. */
async function listed(store: RunStore, entries: readonly StoredRun[]): Promise<ListedRun[]> {
  const [held, kept] = [await heldRuns(), await store.keptData()];
  return entries.map((entry) => {
    const needsFiles = entry.data !== null && !kept.has(entry.data);
    return { ...entry, held: held.has(entry.id), needsFiles };
  });
}

const api: LibraryApi = {
  async list() {
    try {
      const store = await openStorage();
      await store.purge();
      const runs = await listed(store, await store.entries());
      return {
        runs: runs.toSorted((a, b) => b.created - a.created),
        use: await storageUse(),
        refusal: null,
      };
    } catch (thrown) {
      return { runs: [], use: { used: null, left: null, persistent: null }, refusal: errorData(thrown) };
    }
  },
  async open(id) {
    const store = await openStorage();
    const entry = await store.entry(id);
    const { view } = await store.load(id);
    const [run] = await listed(store, [entry]);
    return { run: run!, view };
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
    const point = stage === "checkpoint" ? checkpointOf(parent.recipe, parent.part) : endOfStage(stage);
    const kept = stage === "checkpoint" ? await store.load(id) : await store.loadStage(id, stage);
    const refusal = branchRefusal(parent.recipe, valid, point) ?? unfinishedExperts(kept, valid);
    if (refusal) throw new StudioError("bad-recipe", refusal, "Or begin the recipe as a run of its own.");
    const child = crypto.randomUUID();
    const times = { created: Date.now(), changed: Date.now() };
    const own = {
      name,
      notes: "",
      tags: [],
      branchStages: [],
      parent: { id, name: parent.name, stage: point.stages },
    };
    // A branch is no longer the study's run.
    const apart = { ...own, study: undefined };
    await store.add({
      ...parent,
      ...times,
      ...apart,
      id: child,
      recipe: valid,
      state: "stopped",
      best: null,
    });
    const snapshot = kept.snapshot && { ...kept.snapshot, recipe: valid };
    try {
      await store.save(
        child,
        { ...kept, snapshot },
        { error: null, progress: 0, part: point.within?.title ?? "" },
      );
    } catch (thrown) {
      await store.hide(child);
      throw thrown;
    }
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
  async buffers() {
    return (await (await openTrajectories({}))?.use()) ?? null;
  },
  async clearBuffers() {
    await (await openTrajectories({}))?.clear();
  },
  async result(id) {
    const store = await openStorage();
    return (await store.load(id)).result;
  },
  async studies() {
    const index = await openStudyIndex().catch(() => null);
    const studies = (await index?.all()) ?? [];
    const held = await heldStudies(studies);
    return studies.map((study) => ({ ...study, held: held.has(study.id) }));
  },
  async keepStudy(study) {
    await (await openStudyIndex()).put(study);
  },
  async removeStudy(id) {
    await (await openStudyIndex()).delete(id);
  },
};

Comlink.expose(withPlainErrors(api));
