/**
 * The three convolution products (stride 1, zero padding "same", odd kernel, NHWC / HWIO), each by the route that
 * measured fastest on its back end. On wasm and cpu all of them are forward convolutions: the stock gradient kernels
 * are slow there, and the filter gradient is missing on wasm altogether.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";

type Tensor4D = tf.Tensor4D;

/** y[n,i,j,o] = Σ x[n,i+a−r,j+b−r,c] w[a,b,c,o]. x: [N,H,W,C], w: [k,k,C,O] → [N,H,W,O]. */
export function convolve(x: Tensor, w: Tensor): Tensor {
  return tf.conv2d(x as Tensor4D, w as Tensor4D, 1, "same");
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

/** Adjoint of {@link convolve} in x. u: [N,H,W,O], w: [k,k,C,O] → [N,H,W,C]. */
export function convolveInputAdjoint(u: Tensor, w: Tensor): Tensor {
  if (tf.getBackend() === "webgpu") {
    const [n, height, width] = u.shape as [number, number, number, number];
    return tf.conv2dTranspose(u as Tensor4D, w as Tensor4D, [n, height, width, w.shape[2]!], 1, "same");
  }
  return convolve(u, flipped(w));
}

/** [N,H,W,C] → [N·H·W, k·k·C], in the order of a HWIO filter. */
function patches(x: Tensor, k: number): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  if (k === 1) return tf.reshape(x, [n * height * width, channels]);
  const r = k >> 1;
  const padded = tf.pad(x as Tensor4D, [[0, 0], [r, r], [r, r], [0, 0]]);
  const shifted: Tensor4D[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) shifted.push(tf.slice(padded, [0, a, b, 0], [n, height, width, channels]));
  }
  return tf.reshape(tf.concat(shifted, 3), [n * height * width, k * k * channels]);
}

/** Adjoint of {@link convolve} in w. x: [N,H,W,C], u: [N,H,W,O] → [k,k,C,O]. */
export function convolveFilterAdjoint(x: Tensor, u: Tensor, k: number): Tensor {
  const channels = x.shape[3]!;
  const outputs = u.shape[3]!;
  if (tf.getBackend() === "webgpu") {
    const columns = tf.reshape(u, [-1, outputs]);
    return tf.reshape(tf.matMul(patches(x, k), columns, true, false), [k, k, channels, outputs]);
  }
  // Channels act as the batch and the batch as channels: [C,H,W,N] ∗ [H,W,N,O] → [C,k,k,O].
  const product = tf.conv2d(tf.transpose(x, [3, 1, 2, 0]) as Tensor4D, tf.transpose(u, [1, 2, 0, 3]) as Tensor4D, 1, k >> 1);
  return tf.transpose(product, [1, 2, 0, 3]);
}
