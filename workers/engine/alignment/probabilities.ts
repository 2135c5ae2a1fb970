/** The class probabilities behind every difficulty score that looks at one prediction. */

/**
 * softmax of one row of logits, in float64. The largest logit is taken off first, so that no exponential overflows.
 * @param logits [n, classes], row-major.
 */
export function probabilities(logits: ArrayLike<number>, row: number, classes: number): Float64Array {
  const powers = Float64Array.from({ length: classes }, (_, k) => logits[row * classes + k]!);
  const largest = powers.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let k = 0; k < classes; k++) total += powers[k] = Math.exp(powers[k]! - largest);
  return powers.map((power) => power / total);
}

/**
 * −log of the probability of `label`, in float64: as far from zero as it is, where the probability itself rounds to 0.
 * @param logits [n, classes], row-major.
 */
export function negativeLogLikelihood(
  logits: ArrayLike<number>,
  row: number,
  classes: number,
  label: number,
): number {
  let largest = -Infinity;
  for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[row * classes + k]!);
  let total = 0;
  for (let k = 0; k < classes; k++) total += Math.exp(logits[row * classes + k]! - largest);
  return largest + Math.log(total) - logits[row * classes + label]!;
}
