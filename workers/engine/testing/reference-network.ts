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
import { add, gather, gradient, inner, power, subtract, times, type Value } from "./tape";

/** Parameters: (weight, bias, γ, β) of each block, then weight and bias of the classifier. */
export function referenceLogits(
  { depth, width, size, channels, classes }: ConvNetOptions,
  images: Value,
  theta: readonly Value[],
): Value {
  const n = images.values.length / (size * size * channels);
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
    x = averagePooling(relu(instanceNorm(x, gamma, beta, shape)), shape);
    shape = [n, shape[1] >> 1, shape[2] >> 1, width];
  }
  return dense(x, theta.at(-2)!, theta.at(-1)!, n, classes);
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
  readonly images: Value;
  readonly targets: Value;
  /** One element. */
  readonly learningRate: Value;
  readonly steps: readonly ReferenceStep[];
}

/** The elements of some rows of a tensor whose rows have `size` elements. */
const rowElements = (rows: readonly number[], size: number): number[] =>
  rows.flatMap((row) => Array.from({ length: size }, (_, e) => row * size + e));

/** |θ_N − θ*|² / |θ_0 − θ*|² of the whole unrolled training; each step is on the tape. */
export function referenceTrajectoryLoss(problem: ReferenceProblem): Value {
  const { options, start, target, masks, images, targets, learningRate, steps } = problem;
  const { size, channels, classes } = options;
  let theta = start;
  for (const { rows, ops } of steps) {
    const shape: Shape = [rows.length, size, size, channels];
    const taken = gather(images, rowElements(rows, size * size * channels));
    const x = ops.reduce((value, op) => augmented(value, op, shape), taken);
    const y = gather(targets, rowElements(rows, classes));
    const slopes = gradient(referenceLoss(options, x, y, theta), theta);
    theta = theta.map((parameter, i) => {
      const rate = gather(
        learningRate,
        Array.from(parameter.values, () => 0),
      );
      return subtract(parameter, times(rate, slopes[i]!));
    });
  }
  const squared = (from: readonly Value[]): Value =>
    from
      .map((parameter, i) => {
        const apart = subtract(parameter, target[i]!);
        const mask = masks[i];
        return inner(mask ? times(mask, apart) : apart, apart);
      })
      .reduce(add);
  return times(squared(theta), power(squared(start), -1));
}
