/**
 * What a reverse sweep over N student steps keeps in memory, so that it is fast and needs no more for a large N than
 * for a small one. In forward passes (ΣF) a student step costs 3, a product 8, and a product whose step has kept its
 * forward pass and error signals 6. Within a budget of bytes, for weights and kept steps together,
 *
 *  - the last steps of the trajectory, which the sweep comes to first, are kept, as many as there is room for;
 *  - where not even all weights θ_1 … θ_{N−1} fit, only every k-th is stored (a checkpoint), and the sweep computes the
 *    segment in front of it again when it gets there, keeping the last steps of that (Griewank & Walther, 2008, ch. 12).
 *
 * Whatever is kept, the results have the same bits.
 */

export interface SweepBudget {
  /** Most bytes. */
  readonly bytes: number;
  /** Nor more than so many steps take with their weights: past that, memory does not grow with N. */
  readonly steps: number;
}

/** The budget of a run. */
export const defaultBudget: SweepBudget = { bytes: 256 * 2 ** 20, steps: 6 };

export interface SweepPlan {
  /** Steps from one checkpoint to the next; N where all weights are stored. */
  readonly segment: number;
  /** How many of the last steps of a segment are kept at the most. */
  readonly kept: number;
}

const cost = { plain: 3, product: 8, keptProduct: 6 } as const;

/** Steps of each segment: whole ones, then the rest. */
function segments(steps: number, segment: number): number[] {
  return Array.from({ length: Math.ceil(steps / segment) }, (_, s) => Math.min(segment, steps - s * segment));
}

/** ΣF of the sweep and of what it computes again. */
function costOf(steps: number, { segment, kept }: SweepPlan): number {
  const lengths = segments(steps, segment);
  const costs = lengths.map((length, s) => {
    // The last step of a segment ends in the next checkpoint and need not be computed again.
    const again = s === lengths.length - 1 ? 0 : length - 1;
    const held = Math.min(kept, s === lengths.length - 1 ? length : length - 1);
    return again * cost.plain + held * cost.keptProduct + (length - held) * cost.product;
  });
  return costs.reduce((a, b) => a + b, 0);
}

/**
 * The fastest plan within the budget, or the smallest if none fits.
 * @param steps N, at least 1.
 * @param weightBytes of one weight vector.
 * @param stepBytes of the largest kept step.
 */
export function planSweep(
  steps: number,
  weightBytes: number,
  stepBytes: number,
  budget: SweepBudget,
): SweepPlan {
  const room = Math.min(budget.bytes, budget.steps * (weightBytes + stepBytes));
  let best: { plan: SweepPlan; fits: boolean; bytes: number; cost: number } | null = null;
  for (let segment = steps; segment >= 1; segment--) {
    const weights = (Math.ceil(steps / segment) + segment - 2) * weightBytes;
    const kept = Math.max(0, Math.min(segment, Math.floor((room - weights) / stepBytes)));
    const plan = { segment, kept };
    const found = { plan, fits: weights <= room, bytes: weights, cost: costOf(steps, plan) };
    const better =
      !best || (found.fits ? !best.fits || found.cost < best.cost : !best.fits && found.bytes < best.bytes);
    if (better) best = found;
  }
  return best!.plan;
}
