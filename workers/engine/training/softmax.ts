/** Softmax on the host, in float64: label logits, predicted probabilities, and the scores that look at a prediction. */

/** The row's largest logit, which is taken off first so that no exponential overflows, and the sum of exponentials. */
function shifted(
  logits: ArrayLike<number>,
  row: number,
  classes: number,
): { largest: number; total: number } {
  let largest = -Infinity;
  for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[row * classes + k]!);
  let total = 0;
  for (let k = 0; k < classes; k++) total += Math.exp(logits[row * classes + k]! - largest);
  return { largest, total };
}

/**
 * softmax of one row of logits.
 * @param logits [n, classes], row-major.
 */
export function probabilities(logits: ArrayLike<number>, row: number, classes: number): Float64Array {
  const { largest, total } = shifted(logits, row, classes);
  return Float64Array.from(
    { length: classes },
    (_, k) => Math.exp(logits[row * classes + k]! - largest) / total,
  );
}

/** Row-wise softmax of n × classes values. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const rounded = new Float32Array(logits.length);
  for (let row = 0; row * classes < logits.length; row++) {
    rounded.set(probabilities(logits, row, classes), row * classes);
  }
  return rounded;
}

/**
 * −log of the probability of `label`: as far from zero as it is, where the probability itself rounds to 0.
 * @param logits [n, classes], row-major.
 */
export function negativeLogLikelihood(
  logits: ArrayLike<number>,
  row: number,
  classes: number,
  label: number,
): number {
  const { largest, total } = shifted(logits, row, classes);
  return largest + Math.log(total) - logits[row * classes + label]!;
}
