/** A trajectory whose weights are no numbers would spoil every stage that matches it: it is refused where it arises. */
import { StudioError } from "../../protocol/errors";
import { realRateRemedy } from "../../protocol/remedies";
import type { Recipe } from "../../protocol/recipe/recipe";

/**
 * @param weights after the last epoch.
 * @param expert 0-based.
 * @throws StudioError `diverged` if they are no numbers.
 */
export function refuseDivergedExpert(weights: Float32Array, expert: number, recipe: Recipe): void {
  if (weights.every(Number.isFinite)) return;
  throw new StudioError(
    "diverged",
    `Expert ${expert + 1} diverged while it was trained on the real data.`,
    "Lower the learning rate on real data.",
    realRateRemedy(recipe),
  );
}
