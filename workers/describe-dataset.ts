/** A data set as the page shows it: names, counts, and a few images of each class. */
import type { Dataset } from "./engine/data/dataset";
import { prepareDataset } from "./engine/data/prepare";
import type { DatasetDescription } from "./protocol/api";
import type { Recipe } from "./protocol/recipe/recipe";

/** Sample images of each class, at most. */
const mostColumns = 12;
/** All samples stand on top of each other in one picture, which can be this high. */
const tallest = 32_768;

/** RGBA of the bytes of one image. */
function toRgba(pixels: Uint8Array, channels: number): Uint8ClampedArray {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4).fill(255);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = pixels[i * channels + (channels === 1 ? 0 : c)]!;
  }
  return rgba;
}

/**
 * Describes a data set with samples at the size that the recipe uses.
 * @throws StudioError `bad-recipe` if the data cannot be averaged to that size.
 */
export function describeDataset(dataset: Dataset, data: Recipe["data"], seed: number): DatasetDescription {
  const { set, title, classNames, size, channels, train, test, inFiles } = dataset;
  const columns = Math.min(mostColumns, Math.max(1, Math.floor(tallest / (classNames.length * data.size))));
  const sampled = prepareDataset(dataset, {
    size: data.size,
    trainPerClass: columns,
    testPerClass: 1,
    heldOut: 0,
    seed,
  });
  const bytes = sampled.size * sampled.size;
  const pixels = new Uint8ClampedArray(classNames.length * columns * bytes * 4);
  sampled.byClass.forEach((members, label) => {
    members.forEach((row, slot) => {
      const image = sampled.train.pixels.subarray(row * bytes * channels, (row + 1) * bytes * channels);
      pixels.set(toRgba(image, channels), (label * columns + slot) * bytes * 4);
    });
  });
  return {
    set,
    title,
    classNames,
    size,
    channels,
    trainCount: inFiles?.train ?? train.count,
    testCount: inFiles?.test ?? test.count,
    samples: { pixels, size: sampled.size, columns },
  };
}
