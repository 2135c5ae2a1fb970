/**
 * What a warm-up computes on in place of what the run will have: images drawn by a rule, weights no network has learned.
 * What a step costs does not depend on the values.
 */
import type { DataShape } from "../../protocol/forecast";
import type { Recipe } from "../../protocol/recipe/recipe";
import type { ImageSplit } from "../data/dataset";
import type { PreparedDataset } from "../data/prepare";
import type { Network } from "../nets/network";
import { freshWeights } from "../nets/weights";
import { noArtifacts, type Artifacts, type FinishedStage } from "../part";
import { Random } from "../tensor/random";
import type { TrainingState } from "../training/sgd";

/** How many images of how many classes. */
export interface Counts {
  readonly classes: number;
  /** In all classes together. */
  readonly train: number;
  readonly test: number;
  readonly heldOut: number;
}

/** What the run itself will have, as far as the recipe and the shape of the data tell. */
export function countsOf({ data, evaluation }: Recipe, shape: DataShape): Counts {
  const classes = shape.classNames.length;
  const limited = (count: number, perClass: number): number =>
    perClass === 0 ? count : Math.min(count, perClass * classes);
  const train = limited(shape.trainCount, data.trainPerClass);
  const heldOut = evaluation.selection === "held-out" ? Math.round(data.heldOut * train) : 0;
  return { classes, train: train - heldOut, test: limited(shape.testCount, data.testPerClass), heldOut };
}

/** Images of a class have a brightness of their own, so that they can be told apart. */
function drawn(count: number, classes: number, bytes: number): Uint8Array {
  const pixels = new Uint8Array(count * bytes);
  for (let i = 0, state = 1; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const label = Math.floor(i / bytes) % classes;
    pixels[i] = (state >>> 25) + Math.floor((127 * label) / classes);
  }
  return pixels;
}

function splitOf(count: number, classes: number, bytes: number): ImageSplit {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  return { pixels: drawn(count, classes, bytes), labels, count };
}

/**
 * A data set of so many images, spread evenly over the classes.
 * @param size side of the images; 0 for one that is only counted and has no pixels.
 */
export function standInData(counts: Counts, size: number, channels: number): PreparedDataset {
  const { classes, train, test, heldOut } = counts;
  const bytes = size * size * channels;
  const perChannel = (value: number): number[] => new Array<number>(channels).fill(value);
  return {
    set: "files",
    title: "",
    classNames: Array.from({ length: classes }, (_, label) => String(label)),
    size,
    channels: channels === 1 ? 1 : 3,
    mean: perChannel(0.5),
    std: perChannel(0.25),
    train: splitOf(train, classes, bytes),
    test: splitOf(test, classes, bytes),
    heldOut: heldOut > 0 ? splitOf(heldOut, classes, bytes) : null,
    byClass: Array.from({ length: classes }, (_, label) =>
      Int32Array.from({ length: Math.ceil((train - label) / classes) }, (_unused, i) => label + i * classes),
    ),
  };
}

/** Networks that no one has trained, for trajectories, starts and judges. */
export async function standInNetworks(network: Network, seed: number): Promise<readonly TrainingState[]> {
  const states: TrainingState[] = [];
  for (let i = 0; i < 2; i++) {
    const weights = await freshWeights(network, Random.stream(seed, `warm-up/network ${i}`));
    states.push({ weights, velocity: new Float32Array(weights.length) });
  }
  return states;
}

/** What the one trajectory that there is in a warm-up is known by. */
export const standInKey = "warm-up";

/**
 * What a run has made before a part of a stage begins.
 * @param stages finished before it.
 */
export function standInArtifacts(
  recipe: Recipe,
  data: PreparedDataset,
  networks: readonly TrainingState[],
  stages: number,
): Artifacts {
  const { ipc } = recipe.stages;
  const classes = data.classNames.length;
  const rows = classes * ipc;
  const random = Random.stream(recipe.seed, "warm-up/images");
  const images = Float32Array.from({ length: rows * data.size ** 2 * data.channels }, () => random.normal());
  const labels = recipe.labels.learned ? new Float32Array(rows * classes) : null;
  const finished = (stage: number): FinishedStage => ({
    stage,
    iteration: 1,
    images,
    labels,
    factor: recipe.method === "idc" ? recipe.bilevel.factor : 1,
    learningRate: 0.01,
  });
  const some = <T>(count: number, one: T): T[] => new Array<T>(count).fill(one);
  return {
    ...noArtifacts(),
    buffer: some(recipe.experts.count, { key: standInKey, stage: stages + 1 }),
    starts: stages > 0 && recipe.stages.transition ? some(recipe.stages.startNetworks, networks[0]!) : [],
    stages: Array.from({ length: stages }, (_, i) => finished(i + 1)),
    judges: some(recipe.evaluation.networks, networks[0]!),
  };
}
