/**
 * How an expert trains on the real data, epoch by epoch with its weights kept: by plain SGD or towards flat minima, with
 * per-image augmentation (MTT, section 3.1), on the images that the recipe lets each epoch see (PAD, PDD).
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { expertRows } from "../alignment/real-data";
import type { Leg } from "../jobs/job";
import type { PartContext } from "../part";
import { flatTraining } from "../training/flat-step";

/**
 * The epochs that a trajectory of a stage needs.
 * @param stage 1-based; the one that the trajectory is for.
 * @param label names the random streams.
 */
export function expertLeg(context: PartContext, stage: number, label: string): Leg {
  const { recipe } = context;
  const { batchSize, learningRate } = recipe.experts;
  const { groups } = recipe.augmentation;
  const epochs = Array.from({ length: expertEpochsNeeded(recipe) }, (_, epoch) => epoch);
  const rowsOf = expertRows(context, stage);
  const rows = epochs.map((epoch) => rowsOf(epoch));
  return {
    images: { kind: "real", rows: rows.some((some) => some) ? rows : null },
    options: { momentum: 0, weightDecay: 0, batchSize, groups, flat: flatTraining(recipe) },
    rates: epochs.map(() => learningRate),
    label,
    firstEpoch: 1,
    freshMomentum: true,
    keep: true,
  };
}
