/**
 * The products of the classifier, each as a sum over one or two pairs of factors. By kernels of our own on
 * wasm, where the stock ones take longer to call than to run, and on webgpu, where the stock product adds with atomics,
 * in no fixed order, when the classifier sees 2,000 features or more.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { onWasm } from "../wasm/compute";
import { onWebGpu } from "../webgpu/dispatch";
import { wasmDense, wasmDenseInputAdjoint, wasmDenseParameters } from "./dense-wasm";
import { webGpuDense, webGpuDenseInputAdjoint, webGpuDenseParameters } from "./dense-webgpu";

export type Pairs = readonly (readonly [Tensor, Tensor])[];

function summed(pairs: Pairs, transposeA: boolean, transposeB: boolean): Tensor {
  return pairs
    .map(([a, b]): Tensor => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB))
    .reduce((sum, next) => tf.add(sum, next));
}

/** Σ f W + b, without b where it is null. Pairs (f, W): [n,F], [F,O] → [n,O]. */
export function denseProduct(pairs: Pairs, bias: Tensor | null): Tensor {
  if (onWebGpu()) return webGpuDense(pairs, bias);
  if (onWasm()) return wasmDense(pairs, bias);
  const y = summed(pairs, false, false);
  return bias ? tf.add(y, bias) : y;
}

/** Σ u Wᵀ. Pairs (u, W): [n,O], [F,O] → [n,F]. */
export function denseInputAdjoint(pairs: Pairs): Tensor {
  if (onWebGpu()) return webGpuDenseInputAdjoint(pairs);
  return onWasm() ? wasmDenseInputAdjoint(pairs) : summed(pairs, false, true);
}

/** Σ fᵀ u, and the sum of the first u over images. Pairs (f, u): [n,F], [n,O] → [F,O] and [O]. */
export function denseParameters(pairs: Pairs): [Tensor, Tensor] {
  if (onWebGpu()) return webGpuDenseParameters(pairs);
  return onWasm() ? wasmDenseParameters(pairs) : [summed(pairs, true, false), tf.sum(pairs[0]![1], 0)];
}
