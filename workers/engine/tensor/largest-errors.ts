/** Selection of the weights that are furthest from their target. */
import * as tf from "@tensorflow/tfjs-core";
import { tidy, type Tensor } from "./memory";
import type { Parameters } from "./ops/layer";

/**
 * Masks of ones where (end − target)² is among the `count` largest of all elements, of zeros elsewhere; where several
 * are as large as the last of them, all of those count. One mask for each tensor; the caller owns them.
 * @param count 1 to the number of elements.
 */
export function largestErrors(end: Parameters, target: Parameters, count: number): Tensor[] {
  return tidy(() => {
    const squares = end.map((x, i) => tf.squaredDifference(x, target[i]!));
    const all = tf.concat1d(squares.map((x) => tf.reshape(x, [-1]) as tf.Tensor1D));
    const { values } = tf.topk(all, count, false);
    const least = tf.min(values);
    return squares.map((x) => tf.cast(tf.greaterEqual(x, least), "float32"));
  });
}
