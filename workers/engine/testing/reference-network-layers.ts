/** The layers of the other networks in float64, from their definitions; images are [n,H,W,C], all flat. */
import type { Shape } from "./reference-layers";
import { add, gather, leaf, linear, power, scale, subtract, sumGroups, times, type Value } from "./tape";

/** Image, row, column and channel of each element, in order. */
export function places([n, height, width, channels]: Shape): Shape[] {
  return Array.from({ length: n * height * width * channels }, (_, e) => {
    const pixel = Math.floor(e / channels);
    const image = Math.floor(pixel / (height * width));
    return [image, Math.floor(pixel / width) % height, pixel % width, e % channels];
  });
}

const indexIn =
  ([, height, width, channels]: Shape) =>
  (image: number, i: number, j: number, k: number): number =>
    ((image * height + i) * width + j) * channels + k;

/**
 * γ (x − μ) / √(v + 1e-5) + β, with mean and biased variance over the elements that share a group.
 * @param group of each element.
 * @param affine for each element, which element of γ and β it takes.
 */
export function normalised(
  x: Value,
  gamma: Value,
  beta: Value,
  group: readonly number[],
  affine: readonly number[],
): Value {
  const groups = Math.max(...group) + 1;
  const size = group.length / groups;
  const mean = (values: Value): Value => scale(sumGroups(values, group, groups), 1 / size);
  const centred = subtract(x, gather(mean(x), group));
  const variance = mean(times(centred, centred));
  const deviation = power(add(variance, leaf(new Float64Array(groups).fill(1e-5))), -0.5);
  const normal = times(centred, gather(deviation, group));
  return add(times(normal, gather(gamma, affine)), gather(beta, affine));
}

export const channelOf = (shape: Shape): number[] => places(shape).map(([, , , k]) => k);

/** The first largest of each 2×2 square; a last odd row or column is left out. */
export function maxPooling(x: Value, shape: Shape): Value {
  const [n, height, width, channels] = shape;
  const at = indexIn(shape);
  const best = places([n, height >> 1, width >> 1, channels]).map(([image, i, j, k]) => {
    const square = [0, 1, 2, 3].map((e) => at(image, 2 * i + (e >> 1), 2 * j + (e & 1), k));
    return square.reduce((a, b) => (x.values[b]! > x.values[a]! ? b : a));
  });
  return gather(x, best);
}

/** The pixels (step · i + first, step · j + first) of each image, as many as fit after a border of `first`. */
export function taken(x: Value, shape: Shape, first: number, step: number): Value {
  const [n, height, width, channels] = shape;
  const at = indexIn(shape);
  const fits = (length: number): number => Math.ceil((length - 2 * first) / step);
  const out: Shape = [n, fits(height), fits(width), channels];
  return gather(
    x,
    places(out).map(([image, i, j, k]) => at(image, step * i + first, step * j + first, k)),
  );
}

/** The mean over space: [n,H,W,C] → [n,1,1,C]. */
export function globalAverage(x: Value, shape: Shape): Value {
  const [n, height, width, channels] = shape;
  const to = places(shape).map(([image, , , k]) => image * channels + k);
  const weight = to.map(() => 1 / (height * width));
  return linear(x, { size: n * channels, to, from: to.map((_, e) => e), weight });
}
