/** Means over space and sums over everything but channels, by the routes that are fast on each back end. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";

/** Mean over height and width, [N,H,W,C] → [N,1,1,C]. Global average pooling is 4 to 18 times faster than tf.mean. */
export function spatialMean(x: Tensor): Tensor {
  const [, height, width] = x.shape as [number, number, number, number];
  return tf.avgPool(x as tf.Tensor4D, [height, width], 1, "valid");
}

/** Sum over images and space, [N,H,W,C] → [C]. A product with a row of ones is faster than tf.sum on wasm and cpu. */
export function channelSum(x: Tensor): Tensor {
  const channels = x.shape[3]!;
  if (tf.getBackend() === "webgpu") return tf.sum(x, [0, 1, 2]);
  const rows = x.size / channels;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, channels])), [channels]);
}
