/** From a data set as read to the images of one run: averaged down, a seeded share of each class, some held out. */
import { StudioError } from "../../protocol/errors";
import type { Dataset, ImageSplit } from "./dataset";
import { Random } from "../tensor/random";
import type { Zca } from "./zca/zca";

export interface PrepareOptions {
  /** Side of the images in pixels; must divide the data set's own size. */
  readonly size: number;
  /** Images of each class, held-out ones included; 0 takes all, and a class with fewer gives all it has. */
  readonly trainPerClass: number;
  /** As above, for the test split. */
  readonly testPerClass: number;
  /** Share of the chosen training images of each class that is held out, 0 … 0.5; 0 holds out nothing. */
  readonly heldOut: number;
  /** Whole number, 0 … 2³² − 1. */
  readonly seed: number;
}

/** A data set at the size and with the images of one run. */
export interface PreparedDataset extends Dataset {
  /** Training images that no expert sees; null if none were asked for. */
  readonly heldOut: ImageSplit | null;
  /** For each class the indices of its images in `train`, ascending. */
  readonly byClass: readonly Int32Array[];
  /** The whitening in place of mean and std, set by `whiten`; pending before that, absent where there is none. */
  zca?: Zca | "pending";
}

/** Indices of each class's images, ascending. */
function indicesByClass(labels: Uint8Array, classes: number): number[][] {
  const byClass = Array.from({ length: classes }, (): number[] => []);
  for (let index = 0; index < labels.length; index++) byClass[labels[index]!]!.push(index);
  return byClass;
}

/**
 * The first `perClass` of each class's own seeded order (0: all), so that a larger number only adds images.
 */
function choose(
  split: ImageSplit,
  classes: number,
  perClass: number,
  stream: string,
  seed: number,
): number[][] {
  return indicesByClass(split.labels, classes).map((indices, label) => {
    Random.stream(seed, `${stream}/class ${label}`).shuffle(indices);
    return perClass === 0 ? indices : indices.slice(0, perClass);
  });
}

/**
 * Copies rows and averages k × k pixels into one, rounded to the nearest byte; classes end up mixed in a seeded order.
 * @param size side of the rows of `split`.
 */
function gather(
  split: ImageSplit,
  chosen: readonly (readonly number[])[],
  size: number,
  channels: number,
  factor: number,
  stream: string,
  seed: number,
): ImageSplit {
  const order = Random.stream(seed, `${stream}/order`).shuffle(chosen.flat());
  const side = size / factor;
  const inRow = size * channels;
  const inStride = size * inRow;
  const outStride = side * side * channels;
  const area = factor * factor;
  const pixels = new Uint8Array(order.length * outStride);
  const labels = new Uint8Array(order.length);
  for (const [image, index] of order.entries()) {
    labels[image] = split.labels[index]!;
    if (factor === 1) {
      pixels.set(split.pixels.subarray(index * inStride, (index + 1) * inStride), image * outStride);
      continue;
    }
    for (let row = 0, to = image * outStride; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const corner = index * inStride + row * factor * inRow + column * factor * channels;
        for (let channel = 0; channel < channels; channel++, to++) {
          let sum = 0;
          for (let y = 0; y < factor; y++) {
            const from = corner + y * inRow + channel;
            for (let x = 0; x < factor; x++) sum += split.pixels[from + x * channels]!;
          }
          pixels[to] = Math.round(sum / area);
        }
      }
    }
  }
  return { pixels, labels, count: order.length };
}

/** Sizes that a recipe can have and to which `native` can be averaged down, largest first. */
export function possibleSizes(native: number): number[] {
  return Array.from({ length: native }, (_, k) => native - k).filter(
    (size) => native % size === 0 && size >= 8 && size <= 64,
  );
}

/**
 * Chooses and averages the images of a run; the same options give the same bytes in the same order.
 *
 * Held-out images come out of the `trainPerClass` chosen ones: at least one a class, and at least one stays. Mean and
 * std stay those of the data set.
 * @throws StudioError `bad-recipe` if `size` does not divide the data set's size, or a class is too small to hold out of.
 */
export function prepareDataset(dataset: Dataset, options: PrepareOptions): PreparedDataset {
  const { size, seed } = options;
  const { channels, classNames } = dataset;
  if (!Number.isInteger(size) || size < 1 || dataset.size % size !== 0) {
    const sizes = possibleSizes(dataset.size).join(", ");
    throw new StudioError(
      "bad-recipe",
      `Images of ${dataset.size} pixels (${dataset.title}) cannot be averaged to ${size} pixels.`,
      sizes
        ? `Choose an image size that divides ${dataset.size}: ${sizes}.`
        : `No size from 8 to 64 divides ${dataset.size}; bring the images at another size, or as PNG or JPEG files.`,
    );
  }
  const factor = dataset.size / size;
  const classes = classNames.length;
  const train = choose(dataset.train, classes, options.trainPerClass, "train images", seed);
  const test = choose(dataset.test, classes, options.testPerClass, "test images", seed);
  // The held-out images lead each class's order, the others follow.
  const held = train.map((indices, label) => {
    if (options.heldOut <= 0) return [];
    if (indices.length < 2) {
      throw new StudioError(
        "bad-recipe",
        `Class "${classNames[label]}" has ${indices.length} training image, too few to hold one out.`,
        "Use at least two training images per class, or select on the test set instead.",
      );
    }
    const share = Math.round(indices.length * options.heldOut);
    return indices.splice(0, Math.min(indices.length - 1, Math.max(1, share)));
  });
  const trainSplit = gather(dataset.train, train, dataset.size, channels, factor, "train images", seed);
  return {
    ...dataset,
    size,
    train: trainSplit,
    heldOut:
      options.heldOut > 0
        ? gather(dataset.train, held, dataset.size, channels, factor, "held-out images", seed)
        : null,
    test: gather(dataset.test, test, dataset.size, channels, factor, "test images", seed),
    byClass: indicesByClass(trainSplit.labels, classes).map((indices) => Int32Array.from(indices)),
  };
}
