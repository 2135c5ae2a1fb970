/** Runs small enough for tests: a whole progressive run takes about a second. */
import type { RunEvent } from "../../protocol/events";
import { recipeSchema, type Recipe, type RecipeInput } from "../../protocol/recipe/recipe";
import { drawShapes } from "../data/shapes/shapes";
import type { Dataset } from "../data/dataset";
import { Run, type RunOptions, type RunSnapshot } from "../run";

const tiny: RecipeInput = {
  seed: 7,
  data: { size: 16, trainPerClass: 12, testPerClass: 4 },
  stages: { count: 2, ipc: 1, transitionEpochs: 3 },
  network: { depth: 2, width: 4 },
  experts: { count: 2, learningRate: 0.02, batchSize: 32 },
  matching: { iterations: 4, studentSteps: 3, maxStartEpoch: 2, imageLearningRate: 50 },
  evaluation: { networks: 2, epochs: 4, fullDataNetworks: 1, fullDataEpochs: 2 },
};

/** The tiny recipe with some settings replaced, section by section. */
export function tinyRecipe(changes: RecipeInput = {}): Recipe {
  const merged = Object.entries(changes).map(([section, value]) => [
    section,
    typeof value === "object" ? { ...(tiny[section as keyof RecipeInput] as object), ...value } : value,
  ]);
  return recipeSchema.parse({ ...tiny, ...Object.fromEntries(merged) });
}

export function tinyData(recipe: Recipe): Dataset {
  const { size, trainPerClass, testPerClass } = recipe.data;
  return drawShapes({ size, trainPerClass, testPerClass, seed: recipe.seed });
}

/** A clock that never differs between runs, so that reports do not either. */
export function frozenOptions(emit: (event: RunEvent) => void = () => {}): RunOptions {
  return { backend: "test", now: () => 0, emit };
}

export function tinyRun(recipe: Recipe, emit?: (event: RunEvent) => void): Run {
  return Run.create(recipe, tinyData(recipe), frozenOptions(emit));
}

/** Steps a run to its end, or until `stop` says so. */
export async function finish(run: Run, stop: () => boolean = () => false): Promise<Run> {
  while (!run.finished && !stop()) await run.step();
  return run;
}

/** The state of a run that is left after so many steps, before its end. */
export async function leftAfter(steps: number, run: Run): Promise<RunSnapshot> {
  let count = 0;
  await finish(run, () => count++ >= steps);
  if (run.finished) throw new Error(`The run is over within ${steps} steps: nothing is left to go on with.`);
  const snapshot = await run.state();
  await run.dispose();
  return snapshot;
}

/** Everything a run leaves, for comparing two runs bit by bit. */
export async function outcome(run: Run): Promise<object> {
  return { result: run.result(), distilled: await run.distilled(), curves: run.curves() };
}
