/** Learners of a stage by themselves, on images small enough for tests. */
import type { CurvePoint } from "../../protocol/events";
import type { Recipe } from "../../protocol/recipe/recipe";
import { prepareDataset } from "../data/prepare";
import type { LearnedBlock, StageLearner } from "../matching/learner";
import { objectiveOf } from "../matching/objectives";
import { makeNetwork } from "../nets/make-network";
import { forBackend } from "../nets/sharded";
import { noArtifacts, type FinishedStage, type PartContext } from "../part";
import type { TrainingState } from "../training/sgd";
import { tinyData } from "./tiny-run";

/** A run's surroundings for one stage. Learners that wait for trajectories or train whole networks have none here. */
export function tinyContext(
  recipe: Recipe,
  stages: readonly FinishedStage[] = [],
  starts: readonly TrainingState[] = [],
): PartContext {
  const dataset = tinyData(recipe);
  const { size, trainPerClass, testPerClass } = recipe.data;
  const data = prepareDataset(dataset, { size, trainPerClass, testPerClass, heldOut: 0, seed: recipe.seed });
  const { channels, classNames } = data;
  const given = { architecture: "convnet", ...recipe.network, size, channels } as const;
  const network = makeNetwork({ ...given, classes: classNames.length });
  const unavailable = (): never => {
    throw new Error("a learner by itself has neither jobs nor trajectories");
  };
  return {
    recipe,
    data,
    network: forBackend(network, "test"),
    made: { ...noArtifacts(), stages, starts },
    get jobs() {
      return unavailable();
    },
    get trajectories() {
      return unavailable();
    },
    weights: unavailable,
    prefetch: unavailable,
    emit: () => {},
    due: () => true,
  };
}

/** Runs a generator to its end. */
async function finished<T>(run: AsyncGenerator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
  }
}

/** A learner of stage `stage`, from a saved state or from the beginning. The caller disposes it. */
export function tinyLearner(context: PartContext, stage = 1, from: unknown = null): Promise<StageLearner> {
  return finished(objectiveOf(context.recipe.method).learn(context, stage, from));
}

/** Iterations `from` to `to`, both included. */
export async function iterate(learner: StageLearner, from: number, to: number): Promise<CurvePoint[]> {
  const points: CurvePoint[] = [];
  for (let i = from; i <= to; i++) points.push(await finished(learner.iterate(i)));
  return points;
}

/** Begins an iteration, goes through `pauses` of its pauses, and ends it there; true if it was complete before. */
export async function endEarly(learner: StageLearner, iteration: number, pauses: number): Promise<boolean> {
  const run = learner.iterate(iteration);
  for (let i = 0; i <= pauses; i++) if ((await run.next()).done) return true;
  await run.return(undefined as never);
  return false;
}

/** What a whole stage leaves: its curve and its images. */
export async function stageOutcome(
  context: PartContext,
  stage: number,
  iterations: number,
): Promise<{ points: CurvePoint[]; block: LearnedBlock }> {
  const learner = await tinyLearner(context, stage);
  try {
    return { points: await iterate(learner, 1, iterations), block: await learner.current() };
  } finally {
    learner.dispose();
  }
}
