/**
 * PAD's filter of information extraction (FIEX; Li et al., 2024, "Prioritize Alignment in Dataset Distillation",
 * section 3.2): which training images an epoch of an expert may see. Ranked within each class, easy first, the first
 * epochs take more and more of the hard ones, the last epochs no longer take the easiest:
 *
 *     e ≤ AEE           the easiest min(1, IR + (1 − IR) e / AEE)
 *     AEE < e ≤ start   all
 *     e > start         all but the easiest ⌊r n_c⌋ of each class
 */

/** The schedule of one training; epochs count from 0. */
export interface AlignmentSchedule {
  /** IR: share of each class that the first epoch sees, above 0, at most 1. */
  readonly initialRatio: number;
  /** AEE: the epoch that is the first to see everything. 0: there is no addition, every image is there at once. */
  readonly additionEnd: number;
  /** r: share of the easiest images that is taken out in the end, 0 to below 1. The paper's is 0.1. */
  readonly removalRatio: number;
  /** The last epoch before the removal; if it is before AEE, the removal waits for that. */
  readonly removalStart: number;
  /**
   * How they are taken out: all in the epoch after `removalStart` (the paper), or in equal shares over the epochs that
   * are left, so that the last epoch is without all of them.
   */
  readonly gradual: boolean;
  /** Number of epochs of the training; only a gradual removal depends on it. */
  readonly epochs: number;
}

/**
 * The images of each class, easy first; of equal scores the lower index comes first.
 * @param scores one for each image, higher is harder.
 * @param labels class of each image, 0 … classes − 1.
 */
export function rankWithinClasses(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Int32Array[] {
  const byClass = Array.from({ length: classes }, (): number[] => []);
  for (let row = 0; row < labels.length; row++) byClass[labels[row]!]!.push(row);
  return byClass.map((rows) => Int32Array.from(rows).sort((a, b) => scores[a]! - scores[b]! || a - b));
}

/** Share of each class, from the easiest on, that epoch `epoch` sees while images are added: 0 to 1. */
export function shareAdded(epoch: number, { initialRatio, additionEnd }: AlignmentSchedule): number {
  if (epoch >= additionEnd) return 1;
  return Math.min(1, initialRatio + ((1 - initialRatio) * epoch) / additionEnd);
}

/** Share of each class, from the easiest on, that epoch `epoch` no longer sees: 0 to the removal ratio. */
export function shareRemoved(epoch: number, schedule: AlignmentSchedule): number {
  const { additionEnd, removalRatio, removalStart, gradual, epochs } = schedule;
  const last = Math.max(additionEnd, removalStart);
  if (epoch <= last) return 0;
  if (!gradual) return removalRatio;
  return removalRatio * Math.min(1, (epoch - last) / Math.max(1, epochs - 1 - last));
}

/**
 * Indices of the images that epoch `epoch` (from 0 on) sees, ascending. Of each class that has any, at least one.
 * @param ranking from {@link rankWithinClasses}.
 */
export function allowedRows(
  ranking: readonly Int32Array[],
  epoch: number,
  schedule: AlignmentSchedule,
): Int32Array {
  const [added, removed] = [shareAdded(epoch, schedule), shareRemoved(epoch, schedule)];
  const allowed = ranking.flatMap((rows) => {
    const end = Math.max(1, Math.floor(added * rows.length));
    return Array.from(rows.subarray(Math.min(Math.floor(removed * rows.length), end - 1), end));
  });
  return Int32Array.from(allowed).sort();
}

/**
 * PAD on methods without trajectories (gradient and distribution matching): the pool of real images of each class
 * without a share of the hardest (for few images per class) or of the easiest (for many). Ascending; at least one image
 * of each class stays.
 * @param ratio share left out, ⌊ratio n_c⌋ images of a class of n_c; 0 to below 1.
 */
export function poolWithout(
  ranking: readonly Int32Array[],
  ratio: number,
  which: "hardest" | "easiest",
): Int32Array[] {
  return ranking.map((rows) => {
    const out = Math.floor(ratio * rows.length);
    return which === "easiest" ? rows.slice(out).sort() : rows.slice(0, rows.length - out).sort();
  });
}
