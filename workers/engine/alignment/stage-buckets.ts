/**
 * Which real images each stage sees (PDD, Chen et al., ICLR 2024, section 4.2): easy examples are left behind stage by
 * stage. With a constant increment k, stage i sees the examples of a forgetting score in [k(i − 1), ki), the last stage
 * everything above too, and all that were never learned. The paper does not tell its k, and on little data many buckets
 * of a constant increment are empty: then, and where the recipe gives no k, each class is cut into equal parts by rank,
 * which leaves none empty.
 */
import type { StageBucketSizes } from "../../protocol/events";
import { rankWithinClasses } from "./ranking";

export interface StageBuckets extends StageBucketSizes {
  /** For each stage the indices of its images, ascending. */
  readonly rows: readonly Int32Array[];
}

function buckets(cut: StageBuckets["cut"], parts: readonly (readonly number[][])[]): StageBuckets {
  return {
    cut,
    rows: parts.map((classes) => Int32Array.from(classes.flat()).sort()),
    sizes: parts.map((classes) => classes.map((rows) => rows.length)),
  };
}

/** Bucket i of each class: ranks ⌊i n_c / P⌋ up to ⌊(i + 1) n_c / P⌋. */
function byQuantiles(ranking: readonly Int32Array[], stages: number): StageBuckets {
  const parts = Array.from({ length: stages }, (_, i) =>
    ranking.map((rows) => {
      const [from, to] = [i, i + 1].map((part) => Math.floor((part * rows.length) / stages));
      return Array.from(rows.subarray(from, to));
    }),
  );
  return buckets("quantiles", parts);
}

/** Buckets of a constant width. */
export interface ConstantIncrement {
  /** k, above 0. */
  readonly increment: number;
  /** Examples of this score or above belong to the last stage: they were never learned. */
  readonly neverLearned: number;
}

/**
 * Cuts the training images into one bucket a stage, every image in exactly one.
 * @param scores forgetting scores, 0 or more, higher is harder; those never learned are above every count.
 * @param labels class of each image, 0 … classes − 1.
 * @param constant kept to only if no stage is then without images of a class. Left out: quantiles within each class,
 *   equal scores in the order of their index. A class is then missing from a bucket only if it has fewer images than
 *   there are stages.
 */
export function stageBuckets(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  stages: number,
  constant?: ConstantIncrement,
): StageBuckets {
  const ranking = rankWithinClasses(scores, labels, classes);
  if (!constant) return byQuantiles(ranking, stages);
  const { increment, neverLearned } = constant;
  const parts = Array.from({ length: stages }, () => ranking.map((): number[] => []));
  ranking.forEach((rows, label) => {
    for (const row of rows) {
      const score = scores[row]!;
      const stage = score >= neverLearned ? stages - 1 : Math.min(stages - 1, Math.floor(score / increment));
      parts[stage]![label]!.push(row);
    }
  });
  const cut = buckets("increment", parts);
  return cut.sizes.flat().every((size) => size > 0) ? cut : byQuantiles(ranking, stages);
}
