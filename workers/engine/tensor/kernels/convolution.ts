/**
 * The three convolution products (stride 1, zero padding "same", odd kernel, NHWC / HWIO), each as a sum over one or
 * two pairs of factors, since tangents of bilinear ops are sums of two. Each back end takes the route that measured
 * fastest on it: kernels of our own on wasm for 3×3; elsewhere stock forward convolutions in the place of stock
 * gradients, which are slow on cpu and missing on wasm.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { wasmConvolution } from "./convolution-wasm";

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

function stockInputAdjoint(u: Tensor, w: Tensor): Tensor {
  if (tf.getBackend() !== "webgpu") return stockConvolve(u, flipped(w));
  const [n, height, width] = u.shape as [number, number, number, number];
  return tf.conv2dTranspose(u as Tensor4D, w as Tensor4D, [n, height, width, w.shape[2]!], 1, "same");
}

/** Σ of the adjoint of {@link convolve} in x. Pairs (u, w): [N,H,W,O], [k,k,C,O] → [N,H,W,C]. */
export function convolveInputAdjoint(pairs: Pairs): Tensor {
  const [kernel, , , outputs] = pairs[0]![1].shape as [number, number, number, number];
  return ownKernels(kernel, outputs)
    ? wasmConvolution("inputAdjoint", pairs)
    : summed(pairs, stockInputAdjoint);
}

/** [N,H,W,C] → [N·H·W, k·k·C], in the order of a HWIO filter. */
function patches(x: Tensor, k: number): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  if (k === 1) return tf.reshape(x, [n * height * width, channels]);
  const r = k >> 1;
  const padded = tf.pad(x as Tensor4D, [
    [0, 0],
    [r, r],
    [r, r],
    [0, 0],
  ]);
  const shifted: Tensor4D[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) shifted.push(tf.slice(padded, [0, a, b, 0], [n, height, width, channels]));
  }
  return tf.reshape(tf.concat(shifted, 3), [n * height * width, k * k * channels]);
}

function stockFilterAdjoint(x: Tensor, u: Tensor, k: number): Tensor {
  const channels = x.shape[3]!;
  const outputs = u.shape[3]!;
  if (tf.getBackend() === "webgpu") {
    const columns = tf.reshape(u, [-1, outputs]);
    return tf.reshape(tf.matMul(patches(x, k), columns, true, false), [k, k, channels, outputs]);
  }
  // Channels act as the batch and the batch as channels: [C,H,W,N] ∗ [H,W,N,O] → [C,k,k,O].
  const product = tf.conv2d(
    tf.transpose(x, [3, 1, 2, 0]) as Tensor4D,
    tf.transpose(u, [1, 2, 0, 3]) as Tensor4D,
    1,
    k >> 1,
  );
  return tf.transpose(product, [1, 2, 0, 3]);
}

/** Σ of the adjoint of {@link convolve} in w. Pairs (x, u): [N,H,W,C], [N,H,W,O] → [k,k,C,O]. */
export function convolveFilterAdjoint(pairs: Pairs, kernel: number): Tensor {
  const outputs = pairs[0]![1].shape[3]!;
  return ownKernels(kernel, outputs)
    ? wasmConvolution("filterAdjoint", pairs)
    : summed(pairs, (x, u) => stockFilterAdjoint(x, u, kernel));
}
