/**
 * The built-in set: ten classes of figures drawn in colour by the studio itself, at any size from 16 to 32 pixels. Image
 * k of a class depends only on seed, split, class and k: more images a class, or another size, change no scene.
 */
import { StudioError } from "../../../protocol/errors";
import type { Dataset, ImageSplit } from "../dataset";
import { Random } from "../../tensor/random";
import { figures } from "./distances";
import { drawScene } from "./scene";

export interface ShapesOptions {
  /** Side of the images, 16 … 32 pixels. */
  readonly size: number;
  /** Training images of each class, at least 1. */
  readonly trainPerClass: number;
  /** Test images of each class, at least 1. */
  readonly testPerClass: number;
  /** Whole number, 0 … 2³² − 1. */
  readonly seed: number;
}

function drawSplit(split: "train" | "test", perClass: number, size: number, seed: number): ImageSplit {
  const stride = size * size * 3;
  const count = figures.length * perClass;
  const pixels = new Uint8Array(count * stride);
  const labels = new Uint8Array(count);
  const image = new Float32Array(stride);
  let index = 0;
  for (const [label, figure] of figures.entries()) {
    for (let k = 0; k < perClass; k++, index++) {
      drawScene(image, size, figure.distance, Random.stream(seed, `${split} figure ${label}/${k}`));
      labels[index] = label;
      for (let at = 0; at < stride; at++) {
        pixels[index * stride + at] = Math.round(255 * Math.min(1, Math.max(0, image[at]!)));
      }
    }
  }
  return { pixels, labels, count };
}

/** Mean and standard deviation of each channel of pixels/255, rounded to four decimals. */
function statistics(pixels: Uint8Array): { mean: number[]; std: number[] } {
  const mean: number[] = [];
  const std: number[] = [];
  const count = pixels.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    let squares = 0;
    for (let at = channel; at < pixels.length; at += 3) {
      sum += pixels[at]!;
      squares += pixels[at]! * pixels[at]!;
    }
    const average = sum / count;
    mean.push(Number((average / 255).toFixed(4)));
    std.push(Number((Math.sqrt(squares / count - average * average) / 255).toFixed(4)));
  }
  return { mean, std };
}

function refuse(message: string, hint: string): never {
  throw new StudioError("bad-recipe", message, hint);
}

/**
 * Draws the built-in set, class by class in the order of the labels.
 * @throws StudioError `bad-recipe` for a size outside 16 … 32 or fewer than one image a class.
 */
export function drawShapes(options: ShapesOptions): Dataset {
  const { size, trainPerClass, testPerClass, seed } = options;
  if (!Number.isInteger(size) || size < 16 || size > 32) {
    refuse(
      `The built-in set can be drawn at 16 to 32 pixels, not at ${size}.`,
      "Choose an image size from 16 to 32.",
    );
  }
  for (const [what, count] of [
    ["training", trainPerClass],
    ["test", testPerClass],
  ] as const) {
    if (!Number.isInteger(count) || count < 1) {
      refuse(
        `The built-in set needs at least one ${what} image per class, not ${count}: it has no files to take all from.`,
        `Choose a number of ${what} images per class, for instance ${what === "test" ? 100 : 300}.`,
      );
    }
  }
  const train = drawSplit("train", trainPerClass, size, seed);
  return {
    set: "shapes",
    title: "Built-in shapes",
    classNames: figures.map((figure) => figure.name),
    size,
    channels: 3,
    ...statistics(train.pixels),
    train,
    test: drawSplit("test", testPerClass, size, seed),
  };
}
