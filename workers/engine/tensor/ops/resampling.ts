/**
 * Ops that choose or average pixels: with them a convolution of stride 1 and same size becomes one of any stride and
 * without padding, and a map becomes a vector of features. All are linear.
 */
import * as tf from "@tensorflow/tfjs-core";
import { spatialMean } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";
import { linearLayer, type LinearSaved } from "./linear";

type Shape4D = [number, number, number, number];

/** Zeros after the last rows and columns. */
const padded = (x: Tensor, rows: number, columns: number): Tensor =>
  rows + columns === 0
    ? x
    : tf.pad(x as tf.Tensor4D, [
        [0, 0],
        [0, rows],
        [0, columns],
        [0, 0],
      ]);

/** Without the outermost `margin` pixels on each side: [N,H,W,C] → [N,H−2m,W−2m,C]. */
export function cropping(margin: number): Layer<LinearSaved, null> {
  return linearLayer(
    (x) => {
      const [n, height, width, channels] = x.shape as Shape4D;
      const size: Shape4D = [n, height - 2 * margin, width - 2 * margin, channels];
      return tf.slice(x as tf.Tensor4D, [0, margin, margin, 0], size);
    },
    (u) =>
      tf.pad(u as tf.Tensor4D, [
        [0, 0],
        [margin, margin],
        [margin, margin],
        [0, 0],
      ]),
  );
}

/** Pixels 0, 2, 4 … of both directions, as a stride of 2 sees them: [N,H,W,C] → [N,⌈H/2⌉,⌈W/2⌉,C]. */
export function everySecond(): Layer<LinearSaved, null> {
  return linearLayer(
    (x) => {
      const [n, height, width, channels] = x.shape as Shape4D;
      const [h, w] = [Math.ceil(height / 2), Math.ceil(width / 2)];
      const even = padded(x, height % 2, width % 2);
      // First the columns, each beside its neighbour; then the rows.
      const columns = tf.slice(tf.reshape(even, [n, 2 * h, w, 2 * channels]), 0, [n, 2 * h, w, channels]);
      const rows = tf.slice(tf.reshape(columns, [n, h, 2, w * channels]), 0, [n, h, 1, w * channels]);
      return tf.reshape(rows, [n, h, w, channels]);
    },
    (u, shape) => {
      const [n, h, w, channels] = u.shape as Shape4D;
      const [, height, width] = shape as Shape4D;
      const rows = tf.pad(tf.reshape(u, [n, h, 1, w * channels]), [
        [0, 0],
        [0, 0],
        [0, 1],
        [0, 0],
      ]);
      const columns = tf.pad(tf.reshape(rows, [n, 2 * h, w, channels]), [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, channels],
      ]);
      const even = tf.reshape(columns, [n, 2 * h, 2 * w, channels]);
      return tf.slice(even, 0, [n, height, width, channels]);
    },
  );
}

/** The mean of the whole map: [N,H,W,C] → [N,1,1,C]. */
export function globalAveragePooling(): Layer<LinearSaved, null> {
  return linearLayer(spatialMean, (u, shape) => {
    const [, height, width] = shape as Shape4D;
    return tf.tile(tf.mul(u, 1 / (height * width)), [1, height, width, 1]);
  });
}
