/** Means over space and sums over everything but channels, by the routes that are fast on each back end. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";

/** Mean over height and width, [N,H,W,C] → [N,1,1,C]. Global average pooling is 4 to 18 times faster than tf.mean. */
export function spatialMean(x: Tensor): Tensor {
  const [, height, width] = x.shape as [number, number, number, number];
  return tf.avgPool(x as tf.Tensor4D, [height, width], 1, "valid");
}

/**
 * Sum over images and space, [N,H,W,C] → [C]. On wasm and cpu first over space by pooling, then over images by a
 * product with a row of ones: faster than tf.sum, and without the rounding error of one long running sum. (A product
 * with all rows at once would also make wasm keep a packed copy of x for as long as x lives.)
 */
export function channelSum(x: Tensor): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  if (tf.getBackend() === "webgpu") return tf.sum(x, [0, 1, 2]);
  const means = tf.matMul(tf.ones([1, n]), tf.reshape(spatialMean(x), [n, channels]));
  return tf.reshape(tf.mul(means, height * width), [channels]);
}
