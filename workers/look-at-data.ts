/** A data set looked at class by class: how many images there are, and what they are like on average. */
import type { Dataset } from "./engine/data/dataset";
import { prepareDataset } from "./engine/data/prepare";
import type { DataSource } from "./engine/data/source";
import { countByClass } from "./engine/data/files/splits";
import type { ClassLook, DataLook } from "./protocol/data";
import type { Recipe } from "./protocol/recipe/recipe";

/** Training images that a mean is taken over. */
const meanOver = 100;

/** RGBA of the mean of some rows of a split. */
function meanImage(
  pixels: Uint8Array,
  rows: ArrayLike<number>,
  stride: number,
  channels: number,
): Uint8ClampedArray {
  const sums = new Float64Array(stride);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * stride;
    for (let at = 0; at < stride; at++) sums[at]! += pixels[from + at]!;
  }
  const rgba = new Uint8ClampedArray((stride / channels) * 4).fill(255);
  for (let pixel = 0; pixel < stride / channels; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgba[pixel * 4 + c] = sums[pixel * channels + (channels === 1 ? 0 : c)]! / rows.length;
    }
  }
  return rgba;
}

/** Every class of the files, chosen by the recipe or not; without files, those of the data set itself. */
function classesOf(
  dataset: Dataset,
  source: DataSource | null,
  data: Recipe["data"],
): Omit<ClassLook, "mean">[] {
  if (source) return [...source.classes(data.superclasses, data.set)];
  const [train, test] = [dataset.train, dataset.test].map(({ labels }) =>
    countByClass(labels, dataset.classNames.length),
  );
  return dataset.classNames.map((name, label) => ({ name, train: train![label]!, test: test![label]! }));
}

/** The classes of files of which a recipe asks what cannot be had: they are there to choose others from. */
export function lookAtClasses(source: DataSource, data: Recipe["data"]): DataLook {
  const classes = source.classes(data.superclasses, data.set).map((each) => ({ ...each, mean: null }));
  return { classes, taken: null };
}

/**
 * Looks at the data of a recipe.
 * @param source the files that they are from; null for the built-in set.
 * @throws StudioError `bad-recipe` if the data cannot be averaged to the recipe's size.
 */
export function lookAtData(
  dataset: Dataset,
  source: DataSource | null,
  data: Recipe["data"],
  seed: number,
): DataLook {
  const { train, byClass, size, channels } = prepareDataset(dataset, {
    size: data.size,
    trainPerClass: meanOver,
    testPerClass: 1,
    heldOut: 0,
    seed,
  });
  const stride = size * size * channels;
  const pixels = new Uint8ClampedArray(byClass.length * size * size * 4);
  byClass.forEach((rows, place) => {
    pixels.set(meanImage(train.pixels, rows, stride, channels), place * size * size * 4);
  });
  const { mean, std, statistics = "those of the built-in set" } = dataset;
  const classes = classesOf(dataset, source, data).map((each) => {
    const place = dataset.classNames.indexOf(each.name);
    return { ...each, mean: place < 0 ? null : place };
  });
  return { classes, taken: { meanOver, means: { pixels, size }, mean, std, statistics } };
}
