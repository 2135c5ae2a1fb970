/**
 * The three convolution products (stride 1, zero padding "same", odd kernel, NHWC / HWIO), each as a sum over one or
 * two pairs of factors, since tangents of bilinear ops are sums of two. Kernels of our own on webgpu, and on wasm for
 * 3×3; elsewhere stock forward convolutions in the place of stock gradients, which are slow on cpu and missing on wasm.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { onWebGpu } from "../webgpu/dispatch";
import { webGpuConvolveFilterAdjoint } from "./convolution-filter-webgpu";
import { wasmConvolution } from "./convolution-wasm";
import { webGpuConvolve, webGpuConvolveInputAdjoint } from "./convolution-webgpu";

type Tensor4D = tf.Tensor4D;
export type Pairs = readonly (readonly [Tensor, Tensor])[];

/** Σ of a product over pairs. */
function summed(pairs: Pairs, product: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return pairs.map(([a, b]) => product(a, b)).reduce((sum, next) => tf.add(sum, next));
}

function ownKernels(kernel: number, outputs: number): boolean {
  return kernel === 3 && outputs % 4 === 0 && tf.getBackend() === "wasm";
}

const stockConvolve = (x: Tensor, w: Tensor): Tensor => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, "same");

/** Σ y[n,i,j,o] = Σ x[n,i+a−r,j+b−r,c] w[a,b,c,o]. Pairs (x, w): [N,H,W,C], [k,k,C,O] → [N,H,W,O]. */
export function convolve(pairs: Pairs): Tensor {
  if (onWebGpu()) return webGpuConvolve(pairs);
  const [kernel, , , outputs] = pairs[0]![1].shape as [number, number, number, number];
  return ownKernels(kernel, outputs) ? wasmConvolution("convolve", pairs) : summed(pairs, stockConvolve);
}

/** The filter turned by 180° with in- and out-channels exchanged; the flip as a product with the anti-identity. */
function flipped(w: Tensor): Tensor {
  const [k, , inputs, outputs] = w.shape as [number, number, number, number];
  const taps = k * k;
  const anti = new Float32Array(taps * taps);
  for (let i = 0; i < taps; i++) anti[i * taps + (taps - 1 - i)] = 1;
  const turned = tf.matMul(tf.tensor2d(anti, [taps, taps]), tf.reshape(w, [taps, inputs * outputs]));
  return tf.transpose(tf.reshape(turned, w.shape), [0, 1, 3, 2]);
}

const stockInputAdjoint = (u: Tensor, w: Tensor): Tensor => stockConvolve(u, flipped(w));

/** Σ of the adjoint of {@link convolve} in x. Pairs (u, w): [N,H,W,O], [k,k,C,O] → [N,H,W,C]. */
export function convolveInputAdjoint(pairs: Pairs): Tensor {
  if (onWebGpu()) return webGpuConvolveInputAdjoint(pairs);
  const [kernel, , , outputs] = pairs[0]![1].shape as [number, number, number, number];
  return ownKernels(kernel, outputs)
    ? wasmConvolution("inputAdjoint", pairs)
    : summed(pairs, stockInputAdjoint);
}

/** [N,H,W,C], [N,H,W,O] → [k,k,C,O]. */
function stockFilterAdjoint(x: Tensor, u: Tensor, k: number): Tensor {
  // Channels act as the batch and the batch as channels: [C,H,W,N] ∗ [H,W,N,O] → [C,k,k,O].
  // A padding given as one number would be made for square maps.
  const pad = k >> 1;
  const product = tf.conv2d(
    tf.transpose(x, [3, 1, 2, 0]) as Tensor4D,
    tf.transpose(u, [1, 2, 0, 3]) as Tensor4D,
    1,
    [
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ],
  );
  return tf.transpose(product, [1, 2, 0, 3]);
}

/** Σ of the adjoint of {@link convolve} in w. Pairs (x, u): [N,H,W,C], [N,H,W,O] → [k,k,C,O]. */
export function convolveFilterAdjoint(pairs: Pairs, kernel: number): Tensor {
  if (onWebGpu()) return webGpuConvolveFilterAdjoint(pairs, kernel);
  const outputs = pairs[0]![1].shape[3]!;
  return ownKernels(kernel, outputs)
    ? wasmConvolution("filterAdjoint", pairs)
    : summed(pairs, (x, u) => stockFilterAdjoint(x, u, kernel));
}
