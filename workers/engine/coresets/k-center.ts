/**
 * k-center (Gonzalez 1985; Sener & Savarese, ICLR 2018): picks such that no image is far from its nearest pick,
 * min over picks of max_i min_p |F_i − F_p|₂. The greedy choice takes the image farthest from all picks so far and is
 * within a factor of two of the best. It starts with the image nearest to the class's mean.
 */
import type { Features } from "../nets/embedding";
import { meanFeature, nearestRow, squaredDistance } from "./features";

/**
 * Picks images of one class; deterministic; of equally far ones the lowest. Yields after every pick.
 * @param count picks wanted; no more than there are images are made.
 * @returns rows of `features` in the order of picking.
 */
export function* kCenter(features: Features, count: number): Generator<void, Int32Array> {
  const { values, dimension } = features;
  const taken = new Uint8Array(features.count);
  /** Of each image, the squared distance to its nearest pick. */
  const nearest = new Float64Array(features.count).fill(Infinity);
  const picks: number[] = [];
  while (picks.length < Math.min(count, features.count)) {
    const pick =
      picks.length === 0 ? nearestRow(features, meanFeature(features), taken) : farthest(nearest, taken);
    taken[pick] = 1;
    picks.push(pick);
    const centre = values.subarray(pick * dimension, (pick + 1) * dimension);
    for (let row = 0; row < features.count; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(features, row, centre, nearest[row]));
    }
    yield;
  }
  return Int32Array.from(picks);
}

/** The row of the largest distance among those not taken: copies of a pick are at distance 0 and come last. */
function farthest(nearest: Float64Array, taken: Uint8Array): number {
  let row = -1;
  for (let i = 0; i < nearest.length; i++) {
    if (taken[i]! === 0 && (row < 0 || nearest[i]! > nearest[row]!)) row = i;
  }
  return row;
}
