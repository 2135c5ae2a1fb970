/** Which synthetic images each student step sees: chunks of a random permutation, drawn anew when used up. */
import type { Random } from "../tensor/random";

/**
 * Rows of each of `steps` minibatches of at most `batchSize` out of `count` images. As in the references, the chunks of
 * a permutation are taken from its end, so a partial chunk comes first.
 */
export function drawMinibatches(
  count: number,
  batchSize: number,
  steps: number,
  random: Random,
): Int32Array[] {
  const chunks: Int32Array[] = [];
  return Array.from({ length: steps }, () => {
    if (chunks.length === 0) {
      const order = random.permutation(count);
      for (let at = 0; at < count; at += batchSize) chunks.push(order.slice(at, at + batchSize));
    }
    return chunks.pop()!;
  });
}
