/**
 * Recipes of which a part takes a fraction of a second and costs the same for each image: fewer passes, networks and
 * images, and where one step would take too long, smaller ones.
 */
import type { Recipe } from "../../protocol/recipe/recipe";
import { objectiveOf } from "../matching/objectives";
import type { PreparedDataset } from "../data/prepare";

/** What one image, pushed forward and back, takes, and how long one trial may. */
export interface Pace {
  /** Seconds. */
  readonly perImage: number;
  /** Seconds of one trial. */
  readonly trial: number;
}

/** Images that fit into a trial; at least one. */
export const imagesIn = ({ perImage, trial }: Pace): number => Math.max(1, Math.floor(trial / perImage));

/** Without what is measured by itself, or not at all, and with so many networks. */
function plain(recipe: Recipe, networks: number): Recipe {
  const { matching, evaluation } = recipe;
  return {
    ...recipe,
    data: { ...recipe.data, zca: false },
    stages: { ...recipe.stages, discardEasy: false, startNetworks: networks },
    experts: { ...recipe.experts, count: networks },
    // More iterations than anybody waits for. The start epochs are 0 alone, and the target the next one.
    matching: {
      ...matching,
      iterations: 100_000,
      initialImages: matching.initialImages === "noise" ? "noise" : "real",
      minStartEpoch: 0,
      maxStartEpoch: 1,
      firstStartEpochs: 0,
      expertEpochs: 1,
      largestLoss: 0,
    },
    alignment: { ...recipe.alignment, byDifficulty: false, scoreNetworks: 1, scoreEpochs: 1 },
    evaluation: {
      ...evaluation,
      networks,
      selection: "last",
      randomBaseline: false,
      coresets: [],
      fullDataNetworks: networks,
      fullDataEpochs: 1,
    },
  };
}

/** Halves what `read` tells, not below `least`; null if it is there. */
function halved(value: number, least: number): number | null {
  return value > least ? Math.max(least, Math.floor(value / 2)) : null;
}

/** Ways to make one iteration cheaper, the best first; each gives a recipe, or null where it can do no more. */
const reductions: readonly ((recipe: Recipe, classes: number) => Recipe | null)[] = [
  (recipe) => {
    if (objectiveOf(recipe.method).startsFrom !== "trajectories") return null;
    const studentSteps = halved(recipe.matching.studentSteps, 2);
    return studentSteps === null ? null : { ...recipe, matching: { ...recipe.matching, studentSteps } };
  },
  (recipe, classes) => {
    if (objectiveOf(recipe.method).startsFrom !== "trajectories") return null;
    const batchSize = halved(recipe.matching.batchSize || classes * recipe.stages.ipc, 4);
    return batchSize === null ? null : { ...recipe, matching: { ...recipe.matching, batchSize } };
  },
  (recipe) => {
    const realBatch = halved(recipe.bilevel.realBatch, 8);
    return realBatch === null ? null : { ...recipe, bilevel: { ...recipe.bilevel, realBatch } };
  },
  (recipe) => {
    const realSamples = halved(recipe.bilevel.realSamples, 64);
    return realSamples === null ? null : { ...recipe, bilevel: { ...recipe.bilevel, realSamples } };
  },
  (recipe) => {
    const ipc = halved(recipe.stages.ipc, 1);
    return ipc === null ? null : { ...recipe, stages: { ...recipe.stages, ipc } };
  },
];

/** A recipe for trying iterations of a stage, each of which fits into a trial, as far as that can be had. */
export function forMatching(recipe: Recipe, data: PreparedDataset, stage: number, pace: Pace): Recipe {
  const budget = pace.trial / pace.perImage;
  let next = plain(recipe, Math.min(2, recipe.experts.count));
  while (objectiveOf(recipe.method).cost(next, data, stage) > budget) {
    const smaller = reductions.map((reduce) => reduce(next, data.classNames.length)).find((one) => one);
    if (!smaller) return next;
    next = smaller;
  }
  return next;
}

/** Passes over `images` images that fit into a trial, of `most`. */
function passesIn(pace: Pace, images: number, most: number): number {
  return Math.min(most, Math.max(1, Math.round(imagesIn(pace) / images)));
}

/**
 * A recipe for trying networks that are trained on the union after a stage, so that the trial is of the same make-up as
 * the whole.
 */
export function forUnion(
  recipe: Recipe,
  classes: number,
  train: { readonly all: number; readonly tried: number },
  stage: number,
  networks: number,
  pace: Pace,
): Recipe {
  let { ipc } = recipe.stages;
  while (ipc > 1 && stage * classes * ipc > imagesIn(pace)) ipc = Math.max(1, Math.floor(ipc / 2));
  const images = stage * classes * ipc;
  const base = plain(recipe, networks);
  const epochs = passesIn(pace, images, recipe.evaluation.epochs);
  // As many real images for each synthetic one as the recipe has, of which the trial has one epoch.
  const realEpochs = recipe.matching.maxStartEpoch - 1 + recipe.matching.expertEpochs;
  const share = train.tried / (realEpochs * train.all);
  const transitionEpochs =
    objectiveOf(recipe.method).startsFrom === "trajectories"
      ? Math.max(1, Math.min(epochs, Math.round(recipe.stages.transitionEpochs * share)))
      : passesIn(pace, images, recipe.stages.transitionEpochs);
  return {
    ...base,
    stages: { ...base.stages, ipc, transitionEpochs },
    evaluation: { ...base.evaluation, epochs },
  };
}

/** A recipe for trying networks on real images, side by side or (by their difficulty) alone in this thread. */
export function forReal(recipe: Recipe, networks: number, pace: Pace): Recipe {
  const base = plain(recipe, networks);
  const batchSize = Math.min(recipe.experts.batchSize, imagesIn(pace));
  return {
    ...base,
    experts: { ...base.experts, batchSize },
    alignment: { ...base.alignment, byDifficulty: true, metric: triedMetric },
  };
}

const triedMetric = "forgetting";
/** Name of the part in which {@link forReal} has a network trained alone. */
export const triedAlone = `difficulty-${triedMetric}`;
