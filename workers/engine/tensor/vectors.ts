/** Parameter vectors: arithmetic on lists of tensors that together are one θ. The caller owns what is returned. */
import * as tf from "@tensorflow/tfjs-core";
import {
  wasmConcatWeighted,
  wasmInnerProduct,
  wasmMomentumUpdate,
  wasmSubtractScaled,
  wasmSum,
} from "./kernels/vectors-wasm";
import {
  webGpuDistances,
  webGpuInnerProduct,
  webGpuMomentumUpdate,
  webGpuScaledDifference,
  webGpuSubtractScaled,
  webGpuSumScaled,
} from "./kernels/vectors-webgpu";
import { tidy, type Tensor } from "./memory";
import type { MaybeTensors, Parameters } from "./ops/layer";
import { onWasm } from "./wasm/compute";
import { onWebGpu } from "./webgpu/dispatch";

/** a − s·b; a null in b is zero, in a likewise. */
export function subtractScaled(a: MaybeTensors, scale: number, b: MaybeTensors): (Tensor | null)[] {
  if (onWebGpu()) return webGpuSubtractScaled(a, scale, b);
  if (onWasm()) return wasmSubtractScaled(a, scale, b);
  return tidy(() =>
    a.map((x, i) => {
      const y = b[i];
      if (!y) return x && tf.clone(x);
      const scaled = tf.mul(y, x ? scale : -scale);
      return x ? tf.sub(x, scaled) : scaled;
    }),
  );
}

/** θ − s·g: one step of plain SGD. */
export function descend(theta: Parameters, rate: number, gradient: MaybeTensors): Tensor[] {
  return subtractScaled(theta, rate, gradient) as Tensor[];
}

/** ⟨a, b⟩ as a scalar tensor. */
export function innerProduct(a: MaybeTensors, b: MaybeTensors): Tensor {
  if (onWebGpu()) return webGpuInnerProduct(a, b);
  if (onWasm()) return wasmInnerProduct(a, b);
  return tidy(() => {
    let total: Tensor = tf.scalar(0);
    a.forEach((x, i) => {
      const y = b[i];
      if (x && y) total = tf.add(total, tf.sum(tf.mul(x, y)));
    });
    return total;
  });
}

/** s·x + a, where a null a is zero. */
export function sumScaled(a: Tensor | null, scale: number, x: Tensor): Tensor {
  if (a && onWebGpu()) return webGpuSumScaled(a, scale, x);
  if (onWasm()) {
    return wasmSum(
      a
        ? [
            [a, 1],
            [x, scale],
          ]
        : [[x, scale]],
    );
  }
  return tidy(() => {
    const scaled = tf.mul(x, scale);
    return a ? tf.add(a, scaled) : scaled;
  });
}

const masked = (x: Tensor, mask: Tensor | null | undefined): Tensor => (mask ? tf.mul(x, mask) : x);

/** Distances of the matching loss. */
export interface RelativeDistance {
  /** |θ_N − θ*|² / |θ_0 − θ*|² over the masked elements, scalar. */
  readonly loss: Tensor;
  /** |θ_0 − θ*|² over the masked elements, scalar. */
  readonly start: Tensor;
  /** |θ_N − θ*|² of each parameter tensor, all elements: [number of tensors]. */
  readonly layers: Tensor;
}

/** How far `end` is from `target`, in units of how far `start` was. */
export function relativeDistance(
  end: Parameters,
  start: Parameters,
  target: Parameters,
  masks: MaybeTensors,
): RelativeDistance {
  if (onWebGpu()) {
    const { first, second, thirds } = webGpuDistances(end, start, target, masks);
    const loss = tf.div(first, second);
    first.dispose();
    return { loss, start: second, layers: thirds };
  }
  return tidy(() => {
    const squares = (from: Parameters): Tensor[] => from.map((x, i) => tf.squaredDifference(x, target[i]!));
    const total = (each: Tensor[]): Tensor =>
      each.map((x, i) => tf.sum(masked(x, masks[i]))).reduce((a, b) => tf.add(a, b));
    const ends = squares(end);
    const startDistance = total(squares(start));
    return {
      loss: tf.div(total(ends), startDistance),
      start: startDistance,
      layers: tf.stack(ends.map((x) => tf.sum(x))),
    };
  });
}

/** λ_N = 2 (θ_N − θ*) / D, zero where a mask is. D: scalar tensor. */
export function scaledDifference(
  end: Parameters,
  target: Parameters,
  d: Tensor,
  masks: MaybeTensors,
): Tensor[] {
  if (onWebGpu()) return webGpuScaledDifference(end, target, d, masks);
  return tidy(() => {
    const scale = tf.div(2, d);
    return end.map((x, i) => masked(tf.mul(tf.sub(x, target[i]!), scale), masks[i]));
  });
}

/** m·v + g + w·θ: the velocity of SGD with momentum m and weight decay w; a null gradient is zero. */
export function momentumUpdate(
  theta: Parameters,
  velocity: Parameters,
  gradient: MaybeTensors,
  momentum: number,
  weightDecay: number,
): Tensor[] {
  if (onWebGpu()) return webGpuMomentumUpdate(theta, velocity, gradient, momentum, weightDecay);
  if (onWasm()) return wasmMomentumUpdate(theta, velocity, gradient, momentum, weightDecay);
  return tidy(() =>
    theta.map((t, i) => {
      const kept = tf.add(tf.mul(velocity[i]!, momentum), tf.mul(t, weightDecay));
      const g = gradient[i];
      return g ? tf.add(kept, g) : kept;
    }),
  );
}

/** Σ w_s x_s of tensors of one shape, in the order given. */
export function weightedSum(parts: readonly Tensor[], weights: readonly number[]): Tensor {
  if (onWasm()) return wasmSum(parts.map((part, s) => [part, weights[s]!]));
  return tidy(() =>
    parts.map((part, s) => tf.mul(part, weights[s]!)).reduce((sum, part) => tf.add(sum, part)),
  );
}

/** {@link weightedSum} of each tensor of several vectors; null where all of them are null. */
export function weightedSums(
  vectors: readonly MaybeTensors[],
  weights: readonly number[],
): (Tensor | null)[] {
  return vectors[0]!.map((first, i) =>
    first
      ? weightedSum(
          vectors.map((vector) => vector[i]!),
          weights,
        )
      : null,
  );
}

/** Rows of all parts, one after the other, each part times its weight. */
export function concatWeighted(parts: readonly Tensor[], weights: readonly number[]): Tensor {
  if (onWasm()) return wasmConcatWeighted(parts, weights);
  return tidy(() =>
    tf.concat(
      parts.map((part, s) => tf.mul(part, weights[s]!)),
      0,
    ),
  );
}
