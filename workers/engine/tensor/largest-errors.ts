/**
 * Selection of the weights that are furthest from their target. The bound above which they count is found by halving
 * an interval around it, on the device: sorting would have to be done on the host, or by a long list of launches.
 */
import * as tf from "@tensorflow/tfjs-core";
import { tidy, type Tensor } from "./memory";
import type { Parameters } from "./ops/layer";

/** Halvings: after these the interval is a 2⁻⁴⁰ of the largest distance, finer than float32 there can tell. */
const halvings = 40;

/**
 * Masks of ones where |end − target| is among the `count` largest of all elements, of zeros elsewhere; where several are
 * as large as the last of them, all of those count. One mask for each tensor; the caller owns them.
 * @param count 1 to the number of elements, which float32 must be able to count: below 2²⁴.
 */
export function largestErrors(end: Parameters, target: Parameters, count: number): Tensor[] {
  return tidy(() => {
    const distances = end.map((x, i) => tf.abs(tf.sub(x, target[i]!)));
    const all = tf.concat1d(distances.map((x) => tf.reshape(x, [-1]) as tf.Tensor1D));
    // No comparison: on webgpu what stands in a tensor of truth values is no float, and a cast leaves it as it is.
    const atLeast = (x: Tensor, bound: Tensor | number): Tensor => tf.sub(1, tf.step(tf.sub(bound, x)));
    const choose = (first: Tensor, a: Tensor, b: Tensor): Tensor =>
      tf.add(tf.mul(first, a), tf.mul(tf.sub(1, first), b));
    // At least `count` elements reach `low`, fewer than that `high`.
    let [low, high]: Tensor[] = [tf.scalar(0), tf.mul(tf.max(all), 2)];
    for (let i = 0; i < halvings; i++) {
      [low, high] = tidy(() => {
        const middle = tf.mul(tf.add(low!, high!), 0.5);
        const enough = atLeast(tf.sum(atLeast(all, middle)), count);
        return [choose(enough, middle, low!), choose(enough, high!, middle)];
      }) as [Tensor, Tensor];
    }
    return distances.map((x) => atLeast(x, low!));
  });
}
