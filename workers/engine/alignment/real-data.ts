/**
 * Which real images a run trains on, once they are scored: PDD's bucket of the stage, PAD's schedule of the epoch, both
 * of them or neither; and the pool of methods that draw real batches by class.
 */
import { expertEpochsNeeded, type Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import type { PartContext } from "../part";
import type { BatchSource } from "../training/batches";
import { stagesOnBuckets } from "../../protocol/recipe/needs";
import { allowedRows, poolWithout, rankWithinClasses, type AlignmentSchedule } from "./ranking";
import { stageBuckets, type StageBuckets } from "./stage-buckets";

type Scored = Pick<PartContext, "recipe" | "data" | "made">;

/** PAD's schedule of the epochs of one expert, as the recipe says. */
export function alignmentSchedule(recipe: Recipe): AlignmentSchedule {
  const { initialRatio, additionEnd, removalRatio, removalStart, gradual } = recipe.alignment;
  const epochs = expertEpochsNeeded(recipe);
  return { initialRatio, additionEnd, removalRatio, removalStart, gradual, epochs };
}

/** The images of each class among `among` (all if null), easy first by the scores of a metric. */
function ranked(data: PreparedDataset, scores: Float32Array, among: Int32Array | null): Int32Array[] {
  const ranking = rankWithinClasses(scores, data.train.labels, data.classNames.length);
  if (!among) return ranking;
  const allowed = new Set(among);
  return ranking.map((rows) => rows.filter((row) => allowed.has(row)));
}

/** The buckets of all stages by forgetting score; null if the recipe gives every stage all the data. */
export function recipeBuckets({ recipe, data, made }: Scored): StageBuckets | null {
  const scores = made.difficulty.forgetting;
  if (!stagesOnBuckets(recipe) || !scores) return null;
  const { count, forgettingStep } = recipe.stages;
  // Means over several networks: an image has the score of those never learned if none of them has learned it.
  const neverLearned = recipe.alignment.scoreEpochs + 1;
  const constant = forgettingStep > 0 ? { increment: forgettingStep, neverLearned } : undefined;
  return stageBuckets(scores, data.train.labels, data.classNames.length, count, constant);
}

/** The real images of each class that a stage trains on: its bucket's, or all where it has none of its own; ascending. */
export function stageMembers(context: Scored, stage: number): readonly Int32Array[] {
  const { byClass, train } = context.data;
  const bucket = recipeBuckets(context)?.rows[stage - 1];
  if (!bucket) return byClass;
  return byClass.map((members, label) => {
    const own = bucket.filter((row) => train.labels[row] === label);
    // A class of fewer images than there are stages is missing from some.
    return own.length > 0 ? own : members;
  });
}

/**
 * What an expert of a stage sees in each of its epochs.
 * @param stage 1-based.
 * @returns for an epoch, from 0 on, the rows of `data.train`, ascending; null: all of them.
 */
export function expertRows(context: Scored, stage: number): (epoch: number) => Int32Array | null {
  const { recipe, data, made } = context;
  const bucket = recipeBuckets(context)?.rows[stage - 1] ?? null;
  const scores = recipe.alignment.byDifficulty ? made.difficulty[recipe.alignment.metric] : undefined;
  if (!scores) return () => bucket;
  const ranking = ranked(data, scores, bucket);
  const schedule = alignmentSchedule(recipe);
  return (epoch) => allowedRows(ranking, epoch, schedule);
}

/** The real images of each class that methods without trajectories draw from, ascending. */
export function realPool({ recipe, data, made }: Scored): readonly Int32Array[] {
  const { byDifficulty, metric, removalRatio, removed } = recipe.alignment;
  const scores = byDifficulty ? made.difficulty[metric] : undefined;
  return scores ? poolWithout(ranked(data, scores, null), removalRatio, removed) : data.byClass;
}

/** The images of `source` at `rows` as a set of their own: image i of it is image rows[i]. */
export function chosenBatches(source: BatchSource, rows: Int32Array): BatchSource {
  return {
    count: rows.length,
    size: source.size,
    batch: (chosen) => source.batch(chosen.map((i) => rows[i]!)),
  };
}
