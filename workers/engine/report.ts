/** From what a run has made to what it reports: the record of `result.json`. */
import { recipeBuckets } from "./alignment/real-data";
import type { CurvePoint, PartKind, StageAccuracy } from "../protocol/events";
import type { BaselineResult, FirstLast, EvaluationResult, RunResult, StageResult } from "../protocol/result";
import { trajectoryMethods } from "../protocol/methods/names";
import { coresetMethods } from "../protocol/recipe/evaluation";
import type { Recipe } from "../protocol/recipe/recipe";
import type { PreparedDataset } from "./data/prepare";
import { architectureOptions } from "./evaluation/architectures-part";
import { objectiveOf } from "./matching/objectives";
import { networkName } from "./nets/make-network";
import type { Network } from "./nets/network";
import type { Artifacts, FinishedStage, Judged } from "./part";
import { coresetSentence, fullDataSentence, protocolSentence, randomSentence } from "./protocol-sentences";
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

/** A baseline of which some stages were judged; null before the first. */
function baseline(judged: Judged, ipcs: readonly number[], protocol: string): BaselineResult | null {
  const steps = byStage(judged, ipcs);
  const last = steps.at(-1);
  return last ? { ...last, byStage: steps, protocol } : null;
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
  const buckets = recipeBuckets({ recipe, data, made });
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
    growing,
    trajectoryMethods.includes(recipe.method)
      ? "Union: U₁, U₂ … each at once by fresh networks, at its last stage's learned rate."
      : "Union: U₁, U₂ … each at once by fresh networks.",
  );
  addEvaluation(
    "sequential",
    made.sequential,
    growing,
    "Sequential: S₁, then S₂ … alone, weights and momentum carried on.",
  );
  made.architectures.forEach((values, i) => {
    const other = {
      name: networkName(architectureOptions(recipe.evaluation.architectures[i]!, { recipe, data })),
    };
    const step = { totalIpc: count * ipc, accuracy: summarise(values) };
    const sentence = protocolSentence(recipe, data, other);
    evaluations.push({
      schedule: "progressive",
      network: other.name,
      ...step,
      byStage: [step],
      protocol: `Another architecture than the one that was distilled with, progressive. ${sentence}`,
    });
  });
  const random = baseline(made.random, growing, randomSentence(recipe, data, network));
  const coresets = coresetMethods.flatMap((method) => {
    const judged = made.coresetsJudged[method];
    const sentence = coresetSentence(method, recipe, data, network);
    const found = judged ? baseline(judged, growing, sentence) : null;
    return found ? [[method, found] as const] : [];
  });
  return {
    recipe,
    backend,
    ...(buckets && { buckets: { cut: buckets.cut, sizes: buckets.sizes } }),
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
      ...(random && { random }),
      ...(coresets.length > 0 && { coresets: Object.fromEntries(coresets) }),
      ...(made.fullData && {
        fullData: {
          accuracy: summarise(made.fullData),
          protocol: fullDataSentence(recipe, data, network),
        },
      }),
    },
  };
}

/** Seconds spent on each kind of part. */
export function secondsSpent(
  parts: readonly { readonly kind: PartKind }[],
  spent: readonly number[],
): RunResult["seconds"] {
  const of = (...kinds: PartKind[]): number[] => spent.filter((_, i) => kinds.includes(parts[i]!.kind));
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return {
    experts: sum(of("experts")),
    stages: of("stage"),
    transitions: of("transition"),
    evaluation: sum(of("evaluation", "baseline")),
    total: sum(spent),
  };
}
