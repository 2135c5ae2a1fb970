/**
 * EL2N (Paul et al., NeurIPS 2021, "Deep Learning on a Data Diet"): how hard an example is, χ(x, y) =
 * |softmax(f(x)) − onehot(y)|₂, taken early in training. A ranking averages it over several networks. Higher is harder.
 */
import { probabilities } from "../training/softmax";

/**
 * The score of each example under one network, 0 to √2.
 * @param logits [n, classes], row-major.
 * @param labels class of each example, 0 … classes − 1.
 */
export function el2nScores(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Float32Array {
  return Float32Array.from(labels, (label, i) => {
    const error = probabilities(logits, i, classes);
    error[label]! -= 1;
    return Math.hypot(...error);
  });
}
