/**
 * How hard each real training image is: several fresh networks are trained for a few epochs as experts are, and what
 * they make of each image is averaged over them. EL2N, loss and uncertainty are taken once, at the end of that early
 * training (Paul et al., NeurIPS 2021; PAD, Li et al., 2024); forgetting is counted over all of it (Toneva et al.,
 * ICLR 2019).
 */
import { StudioError } from "../../protocol/errors";
import { realRateRemedy } from "../../protocol/remedies";
import { downloadWeights, freshWeights } from "../nets/weights";
import type { PartContext } from "../part";
import { argMax, dispose, read, settle, tidy } from "../tensor/memory";
import { Random } from "../tensor/random";
import { realSource, type BatchSource } from "../training/batches";
import { SgdTraining } from "../training/sgd";
import { copyLooks, forgettingScores, look, noLooks, type Looks } from "./forgetting";
import { predictionScores, type PredictionMetric } from "./prediction-scores";

/** What is scored and with which settings of training. */
export type DifficultyInput = Pick<PartContext, "recipe" | "data" | "network">;

export interface DifficultyOptions {
  readonly metric: PredictionMetric | "forgetting";
  /** Networks that are averaged over, at least 1. */
  readonly networks: number;
  /** Epochs that each is trained for, at least 1. */
  readonly epochs: number;
  readonly seed: number;
  /** Names the random streams. */
  readonly label: string;
}

/** Where a scoring stands between two epochs; structured-cloneable, never edited. */
export interface DifficultyState {
  /** Epochs complete, of all networks together. */
  readonly epochs: number;
  /** The network under way; null between two networks. */
  readonly weights: Float32Array | null;
  /** What the network under way was seen to forget; null between two, and for the other metrics. */
  readonly looks: Looks | null;
  /** Sum over the networks that are finished; one entry a training image. */
  readonly total: Float64Array;
}

/** Nothing done yet. */
export function difficultyStart({ data }: DifficultyInput): DifficultyState {
  return { epochs: 0, weights: null, looks: null, total: new Float64Array(data.train.count) };
}

const scoringBatch = 250;

async function* scoreByPredictions(
  { data, network }: DifficultyInput,
  source: BatchSource,
  sgd: SgdTraining,
  metric: PredictionMetric,
): AsyncGenerator<void, Float32Array> {
  const scores = new Float32Array(source.count);
  for (let from = 0; from < source.count; from += scoringBatch) {
    const rows = Int32Array.from({ length: Math.min(scoringBatch, source.count - from) }, (_, i) => from + i);
    const logits = tidy(() => network.logits(source.batch(rows).images, sgd.theta));
    const values = await read(logits);
    dispose(logits);
    const labels = data.train.labels.subarray(from, from + rows.length);
    scores.set(predictionScores(metric, values, labels, data.classNames.length), from);
    yield;
  }
  return scores;
}

/** Looks at the images of the coming update as they are, without augmentation. */
async function lookAt(
  { data, network }: DifficultyInput,
  source: BatchSource,
  sgd: SgdTraining,
  rows: Int32Array,
  looks: Looks,
): Promise<void> {
  const logits = tidy(() => network.logits(source.batch(rows).images, sgd.theta));
  const guesses = await argMax(logits);
  dispose(logits);
  rows.forEach((row, i) => look(looks, row, guesses[i] === data.train.labels[row]));
}

/** The epoch after `state`; with the last epoch of a network, its scores are added to the total. */
async function* nextEpoch(
  input: DifficultyInput,
  { metric, epochs, seed, label }: DifficultyOptions,
  state: DifficultyState,
): AsyncGenerator<void, DifficultyState> {
  const { recipe, data, network } = input;
  const { batchSize, learningRate } = recipe.experts;
  const [index, epoch] = [Math.floor(state.epochs / epochs), state.epochs % epochs];
  const named = `${label}/network ${index}`;
  const weights = state.weights ?? (await freshWeights(network, Random.stream(seed, `${named}/initial`)));
  const options = { momentum: 0, weightDecay: 0, batchSize, groups: recipe.augmentation.groups };
  const source = realSource(data);
  const sgd = new SgdTraining(network, { weights, velocity: null }, options);
  try {
    const random = Random.stream(seed, `${named}/epoch ${epoch}`);
    const order = random.permutation(source.count);
    const looks =
      metric === "forgetting" ? (state.looks ? copyLooks(state.looks) : noLooks(source.count)) : null;
    for (let at = 0; at < order.length; at += batchSize) {
      const rows = order.slice(at, at + batchSize);
      if (looks) await lookAt(input, source, sgd, rows, looks);
      sgd.step(source, rows, learningRate, random);
      yield;
    }
    await settle();
    const complete = state.epochs + 1;
    if (epoch < epochs - 1) {
      return { ...state, epochs: complete, weights: await downloadWeights(sgd.theta), looks };
    }
    const scores =
      metric === "forgetting"
        ? forgettingScores(looks!, epochs)
        : yield* scoreByPredictions(input, source, sgd, metric);
    if (!scores.every(Number.isFinite)) {
      throw new StudioError(
        "diverged",
        `The network that judges how hard the training images are diverged in epoch ${epoch + 1}.`,
        "Lower the learning rate on real data.",
        realRateRemedy(input.recipe),
      );
    }
    const total = state.total.map((sum, row) => sum + scores[row]!);
    return { epochs: complete, weights: null, looks: null, total };
  } finally {
    sgd.dispose();
  }
}

/**
 * Scores every training image; yields after every step.
 * @param from where an earlier call stood, as `onEpoch` told it; the bits are the same as without a break.
 * @param onEpoch told after every epoch.
 * @returns one score for each image of `data.train`, higher is harder: the mean over the networks. Forgetting counts
 *   the looks of `epochs` epochs; an image never learned has `epochs` + 1.
 * @throws StudioError `diverged`
 */
export async function* scoreDifficulty(
  input: DifficultyInput,
  options: DifficultyOptions,
  from: DifficultyState = difficultyStart(input),
  onEpoch: (state: DifficultyState) => void = () => {},
): AsyncGenerator<void, Float32Array> {
  let state = from;
  while (state.epochs < options.networks * options.epochs) {
    state = yield* nextEpoch(input, options, state);
    onEpoch(state);
  }
  return Float32Array.from(state.total, (sum) => sum / options.networks);
}
