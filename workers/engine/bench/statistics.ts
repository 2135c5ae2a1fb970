/** Many samples in one figure. */
import type { Timing } from "../../protocol/bench";

/** Middle value, or the mean of the two in the middle. @throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("no median of nothing");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** @param seconds of one run, sample by sample; at least one. */
export function timingOf(seconds: readonly number[], runs: number): Timing {
  return {
    median: median(seconds),
    min: Math.min(...seconds),
    max: Math.max(...seconds),
    samples: seconds.length,
    runs,
  };
}
