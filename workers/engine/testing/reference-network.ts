/** The ConvNet's loss and the unrolled student in float64. */
import type { OpDraws } from "../data/augmentation";
import type { ConvNetOptions } from "../nets/convnet";
import { augmented } from "./reference-augmentation";
import {
  averagePooling,
  convolution,
  crossEntropy,
  dense,
  instanceNorm,
  relu,
  zeroPadding,
  type Shape,
} from "./reference-layers";
import { add, gather, gradient, inner, leaf, power, subtract, times, type Value } from "./tape";

export interface ReferenceFeatures {
  /** By block, the output of the ReLU. */
  readonly rectified: readonly Value[];
  /** By block, after the pooling; the last is the input of the classifier. */
  readonly outputs: readonly Value[];
}

/** Parameters: (weight, bias, γ, β) of each block; more are not read. */
export function referenceFeatures(
  { depth, width, size, channels }: ConvNetOptions,
  images: Value,
  theta: readonly Value[],
): ReferenceFeatures {
  const n = images.values.length / (size * size * channels);
  const rectified: Value[] = [];
  const outputs: Value[] = [];
  let shape: Shape = [n, size, size, channels];
  let x = images;
  if (size === 28) {
    x = zeroPadding(x, shape, 2);
    shape = [n, 32, 32, channels];
  }
  for (let d = 0; d < depth; d++) {
    const [w, b, gamma, beta] = theta.slice(4 * d, 4 * d + 4) as [Value, Value, Value, Value];
    x = convolution(x, w, b, shape, width, 3);
    shape = [n, shape[1], shape[2], width];
    rectified.push(relu(instanceNorm(x, gamma, beta, shape)));
    x = averagePooling(rectified[d]!, shape);
    outputs.push(x);
    shape = [n, shape[1] >> 1, shape[2] >> 1, width];
  }
  return { rectified, outputs };
}

/** Parameters: those of the blocks, then weight and bias of the classifier. */
export function referenceLogits(options: ConvNetOptions, images: Value, theta: readonly Value[]): Value {
  const { size, channels, classes } = options;
  const n = images.values.length / (size * size * channels);
  const { outputs } = referenceFeatures(options, images, theta);
  return dense(outputs.at(-1)!, theta.at(-2)!, theta.at(-1)!, n, classes);
}

/** Mean cross-entropy; targets: [n, classes]. */
export function referenceLoss(
  options: ConvNetOptions,
  images: Value,
  targets: Value,
  theta: readonly Value[],
): Value {
  return crossEntropy(
    referenceLogits(options, images, theta),
    targets,
    targets.values.length / options.classes,
  );
}

export interface ReferenceStep {
  readonly rows: readonly number[];
  /** Applied in this order. */
  readonly ops: readonly OpDraws[];
}

export interface ReferenceProblem {
  readonly options: ConvNetOptions;
  readonly start: readonly Value[];
  readonly target: readonly Value[];
  /** Ones and zeros by parameter, or null for all ones. */
  readonly masks: readonly (Value | null)[];
  /** In the place of `masks`: share of the elements left out whose squared errors at the end are the smallest. */
  readonly smallest?: number;
  readonly images: Value;
  readonly targets: Value;
  /** One element. */
  readonly learningRate: Value;
  readonly steps: readonly ReferenceStep[];
}

/** The elements of some rows of a tensor whose rows have `size` elements. */
const rowElements = (rows: readonly number[], size: number): number[] =>
  rows.flatMap((row) => Array.from({ length: size }, (_, e) => row * size + e));

/** Zeros at the ⌊share L⌋ elements closest to the target, ones elsewhere. */
function smallestErrorMasks(end: readonly Value[], target: readonly Value[], share: number): Value[] {
  const errors = end.map((x, i) => x.values.map((value, k) => (value - target[i]!.values[k]!) ** 2));
  const places = errors.flatMap((each, i) => Array.from(each, (error, k) => ({ error, i, k })));
  places.sort((a, b) => a.error - b.error);
  const masks = errors.map((each) => each.map(() => 1));
  for (const { i, k } of places.slice(0, Math.floor(share * places.length))) masks[i]![k] = 0;
  return masks.map(leaf);
}

/**
 * |θ_N − θ*|² / |θ_0 − θ*|² of the whole unrolled training; each step is on the tape.
 * @param frozen the gradient of each step is taken at weights that count as constants, as TESLA does.
 */
export function referenceTrajectoryLoss(problem: ReferenceProblem, frozen = false): Value {
  const { options, start, target, masks, smallest, images, targets, learningRate, steps } = problem;
  const { size, channels, classes } = options;
  let end = start;
  for (const { rows, ops } of steps) {
    const theta = frozen ? end.map(({ values }) => leaf(values)) : end;
    const shape: Shape = [rows.length, size, size, channels];
    const taken = gather(images, rowElements(rows, size * size * channels));
    const x = ops.reduce((value, op) => augmented(value, op, shape), taken);
    const y = gather(targets, rowElements(rows, classes));
    const slopes = gradient(referenceLoss(options, x, y, theta), theta);
    end = end.map((parameter, i) => {
      const rate = gather(
        learningRate,
        Array.from(parameter.values, () => 0),
      );
      return subtract(parameter, times(rate, slopes[i]!));
    });
  }
  const chosen = smallest === undefined ? masks : smallestErrorMasks(end, target, smallest);
  const squared = (from: readonly Value[]): Value =>
    from
      .map((parameter, i) => {
        const apart = subtract(parameter, target[i]!);
        const mask = chosen[i];
        return inner(mask ? times(mask, apart) : apart, apart);
      })
      .reduce(add);
  return times(squared(end), power(squared(start), -1));
}
