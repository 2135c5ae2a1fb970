/** From what a run has made to what it reports: the record of `result.json` and the sentences on protocols. */
import type { CurvePoint, StageAccuracy } from "../protocol/events";
import type { FirstLast, EvaluationResult, RunResult, StageResult } from "../protocol/result";
import type { Recipe } from "../protocol/recipe/recipe";
import type { PreparedDataset } from "./data/prepare";
import { baselineRate } from "./evaluation/stage-evaluation-part";
import { objectiveOf } from "./matching/objectives";
import type { Network } from "./nets/network";
import type { Artifacts, FinishedStage, Judged } from "./part";
import { summarise } from "./training/accuracy";

const window = 20;

function firstLast(values: readonly number[]): FirstLast {
  const mean = (part: readonly number[]): number => part.reduce((a, b) => a + b, 0) / part.length;
  return { first: mean(values.slice(0, window)), last: mean(values.slice(-window)) };
}

function stageResult(
  finished: FinishedStage,
  points: readonly CurvePoint[],
  network: Network,
  recipe: Recipe,
): StageResult {
  const terms = objectiveOf(recipe.method).terms(network, recipe);
  const layers = terms.map(
    ({ name }, i) => [name, firstLast(points.map((point) => point.layers[i]!))] as const,
  );
  return {
    stage: finished.stage,
    ipc: recipe.stages.ipc,
    iterations: points.length,
    loss: firstLast(points.map((point) => point.loss)),
    layers: Object.fromEntries(layers),
    learningRate: finished.learningRate,
    selectedIteration: finished.iteration,
  };
}

function trainingWords(recipe: Recipe, rate: string): string {
  const { groups } = recipe.augmentation;
  const augmented = groups.length > 0 ? `DSA (${groups.join(", ")})` : "no augmentation";
  return `SGD, ${rate}, momentum 0.9, weight decay 5e-4, batch 256, ${augmented}`;
}

/** How the accuracies of a run are measured, as one sentence. */
export function protocolSentence(recipe: Recipe, data: PreparedDataset, network: Network): string {
  const { networks, epochs, selection } = recipe.evaluation;
  const kept = {
    last: "the images of the last iteration",
    "held-out": `the best images on ${data.heldOut?.count ?? 0} held-out training images`,
    test: "the best images on the test images themselves",
  }[selection];
  return (
    `${networks} fresh networks (${network.name}), trained on ${kept} for ${epochs} epochs a stage ` +
    `(${trainingWords(recipe, "the learned rate of each stage, a tenth of it after half the epochs")}), ` +
    `tested on ${data.test.count} test images at the last epoch; mean ± standard deviation.`
  );
}

function byStage(judged: Judged, ipcs: readonly number[]): StageAccuracy[] {
  return judged.byStage.map((values, i) => ({ totalIpc: ipcs[i]!, accuracy: summarise(values) }));
}

export interface ReportInput {
  readonly recipe: Recipe;
  readonly data: PreparedDataset;
  readonly network: Network;
  readonly backend: string;
  readonly made: Artifacts;
  readonly curves: readonly CurvePoint[];
  readonly seconds: RunResult["seconds"];
}

/** The record of a run, finished or not: it holds what has been made so far. */
export function runResult({ recipe, data, network, backend, made, curves, seconds }: ReportInput): RunResult {
  const { ipc, count } = recipe.stages;
  const protocol = protocolSentence(recipe, data, network);
  const growing = Array.from({ length: count }, (_, i) => (i + 1) * ipc);
  const evaluations: EvaluationResult[] = [];
  const addEvaluation = (
    schedule: EvaluationResult["schedule"],
    judged: Judged | null,
    ipcs: readonly number[],
    note: string,
  ): void => {
    if (!judged || judged.byStage.length === 0) return;
    const steps = byStage(judged, ipcs);
    const { totalIpc, accuracy } = steps.at(-1)!;
    evaluations.push({
      schedule,
      network: network.name,
      totalIpc,
      accuracy,
      byStage: steps,
      protocol: `${note} ${protocol}`,
    });
  };
  addEvaluation(
    "progressive",
    made.progressive,
    growing,
    "Progressive: U₁, then U₂ …, weights and momentum carried on.",
  );
  addEvaluation(
    "union",
    made.union,
    [count * ipc],
    "Union: all subsets at once, at the last stage's learned rate.",
  );
  addEvaluation(
    "sequential",
    made.sequential,
    growing,
    "Sequential: S₁, then S₂ … alone, weights and momentum carried on.",
  );
  const random = byStage(made.random, growing);
  const { networks, epochs } = recipe.evaluation;
  const randomProtocol =
    `${networks} fresh networks (${network.name}), each on a random draw of real images of its own, trained ` +
    `progressively for ${epochs} epochs a stage (${trainingWords(recipe, `rate ${baselineRate}, a tenth of it after half the epochs`)}), ` +
    `tested on ${data.test.count} test images at the last epoch; mean ± standard deviation.`;
  const { fullDataEpochs } = recipe.evaluation;
  return {
    recipe,
    backend,
    seconds,
    stages: made.stages.map((finished) =>
      stageResult(
        finished,
        curves.filter((point) => point.stage === finished.stage),
        network,
        recipe,
      ),
    ),
    evaluation: evaluations,
    baselines: {
      ...(random.length > 0 && { random: { ...random.at(-1)!, byStage: random, protocol: randomProtocol } }),
      ...(made.fullData && {
        fullData: {
          accuracy: summarise(made.fullData),
          protocol: `All ${data.train.count} training images for ${fullDataEpochs} epochs, rate ${baselineRate}, a tenth of it after half; ${network.name}.`,
        },
      }),
    },
  };
}
