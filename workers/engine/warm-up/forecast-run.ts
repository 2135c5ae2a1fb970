/** The forecast of a run: planned as it would be, warmed up for, and measured against the room there is. */
import type { BackendName } from "../../protocol/api";
import type { DataShape, Forecast, Room } from "../../protocol/forecast";
import type { Recipe } from "../../protocol/recipe/recipe";
import { expectWhitening } from "../data/zca/whiten";
import { Trajectories } from "../experts/trajectories";
import type { TrajectoryStore } from "../experts/trajectory-store";
import { likelyReused } from "../experts/why-anew";
import { localRunner } from "../jobs/runner";
import { objectiveOf } from "../matching/objectives";
import { makeNetwork } from "../nets/make-network";
import { noArtifacts, type Part } from "../part";
import { planParts } from "../progressive/plan";
import { jobWorld } from "../jobs/world";
import { netOptions } from "../run-networks";
import { memoryOf, storageOf } from "./bytes";
import { estimateParts } from "./estimate";
import { findMisfits, type ByteRules } from "./misfits";
import { countsOf, standInData } from "./stand-in";
import { warmUp, type Surroundings } from "./warm-up";

/** Saving takes a little of the time, see `storage/keeper.ts`. */
const saving = 1.02;

/** The parts of a run of the recipe, of which only the lengths are to be asked. */
function plannedWork(recipe: Recipe, shape: DataShape): Part[] {
  const counts = countsOf(recipe, shape);
  // Counted, without pixels.
  const data = { ...standInData(counts, 0, shape.channels), size: recipe.data.size };
  if (recipe.data.zca) expectWhitening(data);
  const options = netOptions(recipe, data);
  const network = makeNetwork(options);
  return planParts({
    recipe,
    data,
    network,
    made: noArtifacts(),
    jobs: localRunner(jobWorld(data, options, "", network)),
    trajectories: new Trajectories("", null),
    // oxlint-disable-next-line require-yield -- these parts do no work
    async *weights() {
      throw new Error("a planned part was asked to work");
    },
    prefetch() {},
    emit() {},
    due: () => false,
  });
}

/** Of the buffer of each stage, in order, how many trajectories are there already. */
async function reusedByStage(
  recipe: Recipe,
  store: Pick<TrajectoryStore, "others"> | null,
): Promise<readonly number[]> {
  if (!store || objectiveOf(recipe.method).startsFrom !== "trajectories") return [];
  const { count, transition } = recipe.stages;
  const stages = Array.from({ length: transition ? count : 1 }, (_, i) => i + 1);
  return Promise.all(
    stages.map(async (stage) => likelyReused(recipe, stage, await store.others(stage).catch(() => []))),
  );
}

/**
 * Forecasts a run of a validated recipe; takes a few seconds, in which the active back end is warmed up.
 * @param store of trajectories, where there is one: what it has is not made again.
 * @throws StudioError `bad-recipe` if recipe and data do not fit together, and whatever the device throws.
 */
export async function forecastRun(
  recipe: Recipe,
  shape: DataShape,
  around: Surroundings & { readonly backend: BackendName },
  room: Room,
  store: Pick<TrajectoryStore, "others"> | null,
): Promise<Forecast> {
  const { backend, threads } = around;
  const stores = store !== null;
  const reused = await reusedByStage(recipe, store);
  const work = plannedWork(recipe, shape);
  const warm = await warmUp(recipe, shape, work, around);
  const parts = estimateParts(work, warm.measured, recipe, threads, reused);
  const rules: ByteRules = {
    memory: (one) => memoryOf(one, shape, { ...warm, recipe }, threads, stores),
    storage: (one) => storageOf(one, shape, stores),
  };
  return {
    parts,
    seconds: saving * parts.reduce((sum, { seconds }) => sum + seconds, 0),
    memory: rules.memory(recipe),
    storage: rules.storage(recipe),
    misfits: findMisfits(recipe, shape, rules, room),
    reused: reused.reduce((a, b) => a + b, 0),
    warmUp: { seconds: warm.seconds, backend, threads, scaled: warm.scaled },
  };
}
