/** Softmax on the host, for label logits and predicted probabilities. */

/** Row-wise softmax of n × classes values, each row shifted by its largest value first. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Float64Array.from(row, (value) => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, i) => (probabilities[from + i] = power / sum));
  }
  return probabilities;
}
