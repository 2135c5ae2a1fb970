/**
 * EL2N (Paul et al., NeurIPS 2021, "Deep Learning on a Data Diet"): how hard an example is, χ(x, y) =
 * |softmax(f(x)) − onehot(y)|₂, taken early in training. A ranking averages it over several networks. Higher is harder.
 */

/** log Σ exp is taken around the largest logit, so that no exponential overflows. */
function softmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

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
    const row = Float64Array.from({ length: classes }, (_, k) => logits[i * classes + k]!);
    const error = softmax(row);
    error[label]! -= 1;
    return Math.hypot(...error);
  });
}
