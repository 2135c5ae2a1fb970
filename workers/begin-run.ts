/** Begins a run, or takes one up where it was interrupted: the engine's run, what drives it, and what saves it. */
import { describeDataset } from "./describe-dataset";
import { RunDriver } from "./driver";
import type { Dataset } from "./engine/data/dataset";
import { Run, type RunOptions } from "./engine/run";
import { shardSpec } from "./engine/run-networks";
import type { Platform } from "./engine/tensor/backend";
import { workerJobs } from "./job-threads";
import type { DeviceReport } from "./protocol/api";
import { StudioError } from "./protocol/errors";
import type { RunEvent } from "./protocol/events";
import { untouchedRun, type RunOrigin, type StoredRun } from "./protocol/library";
import type { Recipe } from "./protocol/recipe/recipe";
import { workerShards } from "./shard-threads";
import { keepDataset } from "./storage/kept-data";
import { holdRun } from "./storage/hold";
import { RunKeeper } from "./storage/keeper";
import { openStorage, storageIfAny } from "./storage/open-storage";
import { openTrajectories } from "./storage/open-trajectories";
import { RunRecorder } from "./storage/recorder";
import type { RunStore } from "./storage/run-store";
import { versions } from "./versions";

/** What computes, and who is told. */
export interface Engine {
  readonly device: DeviceReport;
  readonly platform: Platform;
  readonly emit: (event: RunEvent) => void;
}

export interface Begun {
  readonly run: Run;
  readonly driver: RunDriver;
  readonly recorder: RunRecorder;
  /** As the library lists it. */
  readonly entry: StoredRun;
  /** It is in the library; false where the browser keeps nothing. */
  readonly isKept: boolean;
}

const now = (): number => performance.now();

async function optionsFor(
  recipe: Recipe,
  dataset: Dataset,
  { device, platform }: Engine,
  emit: RunOptions["emit"],
): Promise<RunOptions> {
  const { backend, threads, adapter } = device;
  const several = threads > 1;
  return {
    backend,
    store: await openTrajectories({ backend, adapter, ...versions }),
    executor: several ? await workerShards(shardSpec(recipe, dataset), threads - 1, platform) : null,
    threads: several ? workerJobs(threads, backend, platform) : null,
    now,
    emit,
  };
}

/** What is recorded is told first, since the page is handed the very pixels. */
function recorded(recorder: RunRecorder, emit: Engine["emit"]): Engine["emit"] {
  return (event) => {
    recorder.observe(event);
    emit(event);
  };
}

/** What a run is saved in. */
interface Place {
  readonly store: RunStore;
  readonly release: () => void;
}

/** Drives a run, and saves it where there is a place. */
function drive(
  run: Run,
  recorder: RunRecorder,
  engine: Engine,
  entry: StoredRun,
  place: Place | null,
): Begun {
  const { emit } = engine;
  const keeper = place && new RunKeeper(entry.id, place.store, recorder, run, place.release, emit, now);
  return { run, driver: new RunDriver(run, emit, keeper), recorder, entry, isKept: place !== null };
}

function newEntry(recipe: Recipe, origin: RunOrigin, { backend, adapter }: DeviceReport): StoredRun {
  return {
    ...origin,
    ...untouchedRun,
    id: crypto.randomUUID(),
    created: Date.now(),
    changed: Date.now(),
    recipe,
    backends: [backend],
    adapter,
    versions,
  };
}

/** Adds a new run to the library; null where the browser keeps nothing. */
async function register(entry: StoredRun, dataset: Dataset): Promise<Place | null> {
  const store = await storageIfAny();
  if (!store) return null;
  const release = await holdRun(entry.id);
  try {
    await store.add(entry);
    const isDrawn = entry.recipe.data.set === "shapes";
    if (!isDrawn) await store.patch(entry.id, { data: await keepDataset(store, dataset) });
    return { store, release };
  } catch {
    // A store that takes not even an entry is as good as none.
    release();
    return null;
  }
}

/**
 * Begins a run of a validated recipe.
 * @throws StudioError `bad-recipe` if recipe and data do not fit together.
 */
export async function beginRun(
  recipe: Recipe,
  dataset: Dataset,
  origin: RunOrigin,
  engine: Engine,
): Promise<Begun> {
  const recorder = new RunRecorder(describeDataset(dataset, recipe.data, recipe.seed));
  const options = await optionsFor(recipe, dataset, engine, recorded(recorder, engine.emit));
  const run = Run.create(recipe, dataset, options);
  const entry = newEntry(recipe, origin, engine.device);
  try {
    return drive(run, recorder, engine, entry, await register(entry, dataset));
  } catch (thrown) {
    await run.dispose();
    throw thrown;
  }
}

/** The entry of a run as it is now: a person may have named it meanwhile. */
export async function currentEntry({ entry, isKept }: Begun): Promise<StoredRun> {
  const store = isKept ? await storageIfAny() : null;
  return (await store?.entry(entry.id).catch(() => null)) ?? entry;
}

/** The versions on which a run's bits depend. */
const deciding = ["engine", "tfjs"] as const;
const partNames = { engine: "the studio's engine", tfjs: "TensorFlow.js" } as const;

/** What keeps a run from going on with the same bits; null if nothing does. */
function otherEngine(
  { backends, versions: before }: StoredRun,
  { backend }: DeviceReport,
): StudioError | null {
  const last = backends.at(-1);
  if (last !== backend) {
    return new StudioError(
      "other-engine",
      `This run was computed on ${last}, and this tab computes on ${backend}: from here on its numbers would differ from those of an uninterrupted run.`,
      `Open the studio with ?backend=${last}, or resume all the same.`,
    );
  }
  const name = deciding.find((each) => before[each] !== versions[each]);
  if (!name) return null;
  const then = before[name] === undefined ? "an earlier version" : `version ${before[name]}`;
  return new StudioError(
    "other-engine",
    `This run was computed by ${then} of ${partNames[name]}, and this is version ${versions[name]}: from here on its numbers may differ from those of an uninterrupted run.`,
    "Resume all the same, or begin its recipe anew.",
  );
}

/**
 * Takes a run of the library up from its last checkpoint.
 * @param anyway on another back end or version, too.
 * @param datasetFor gives the data set that a recipe names; for files, the ones that were loaded.
 * @throws StudioError `other-engine`, `in-use`, `no-data` if its files are needed again, `bad-file` if it is damaged.
 */
export async function takeUpRun(
  id: string,
  anyway: boolean,
  datasetFor: (recipe: Recipe, data: string | null, store: RunStore) => Promise<Dataset>,
  engine: Engine,
): Promise<Begun> {
  const store = await openStorage();
  const entry = await store.entry(id);
  const other = otherEngine(entry, engine.device);
  if (other && !anyway) throw other;
  const release = await holdRun(id);
  try {
    const { snapshot, view } = await store.load(id);
    if (!snapshot)
      throw new StudioError("no-data", "This run has ended.", "Open it, or begin its recipe anew.");
    const dataset = await datasetFor(snapshot.recipe, entry.data, store);
    const recorder = new RunRecorder(view.dataset, view);
    const { device, emit } = engine;
    const options = await optionsFor(snapshot.recipe, dataset, engine, recorded(recorder, emit));
    const run = Run.restore(snapshot, dataset, options);
    try {
      if (other) await store.patch(id, { backends: [...entry.backends, device.backend], versions });
      await store.patch(id, { state: "running", error: null });
      return drive(run, recorder, engine, await store.entry(id), { store, release });
    } catch (thrown) {
      await run.dispose();
      throw thrown;
    }
  } catch (thrown) {
    release();
    throw thrown;
  }
}
