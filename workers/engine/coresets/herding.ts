/**
 * Herding (Welling, ICML 2009; as iCaRL, CVPR 2017, picks its exemplars): the picks' mean follows the class's mean μ.
 * With s the sum of the features picked so far, the k-th pick is the image not yet picked that minimises
 *
 *     |k μ − s − F_i|₂
 */
import type { Features } from "../nets/embedding";
import { meanFeature, nearestRow } from "./features";

/**
 * Picks images of one class; deterministic; of equally near ones the lowest. Yields after every pick.
 * @param count picks wanted; no more than there are images are made.
 * @returns rows of `features` in the order of picking.
 */
export function* herding(features: Features, count: number): Generator<void, Int32Array> {
  const mean = meanFeature(features);
  const goal = mean.slice(); // k μ − s
  const taken = new Uint8Array(features.count);
  const picks: number[] = [];
  while (picks.length < Math.min(count, features.count)) {
    const pick = nearestRow(features, goal, taken);
    taken[pick] = 1;
    picks.push(pick);
    for (let j = 0, at = pick * features.dimension; j < goal.length; j++, at++) {
      goal[j]! += mean[j]! - features.values[at]!;
    }
    yield;
  }
  return Int32Array.from(picks);
}
