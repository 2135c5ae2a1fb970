/**
 * From which epoch of an expert's trajectory a student starts (DATM, Guo et al., ICLR 2024, sequential generation): t is
 * drawn from T⁻ ≤ t < U, and the bound U grows while the images are learned, so that easy epochs come first:
 *
 *     U_it = min(T⁺, T + ⌊(T⁺ − T) it / E_exp⌋),  it = 0, 1, …       (without expansion U = T⁺, as in MTT)
 */
import type { Recipe } from "../../../protocol/recipe/recipe";
import type { Random } from "../../tensor/random";

type Range = Pick<
  Recipe["matching"],
  "minStartEpoch" | "maxStartEpoch" | "firstStartEpochs" | "expansionIterations"
>;

/**
 * U, the epoch below which the start is drawn.
 * @param iteration 1-based.
 */
export function startEpochBound(range: Omit<Range, "minStartEpoch">, iteration: number): number {
  const { maxStartEpoch, firstStartEpochs, expansionIterations } = range;
  if (firstStartEpochs === 0) return maxStartEpoch;
  const grown = ((maxStartEpoch - firstStartEpochs) * (iteration - 1)) / expansionIterations;
  return Math.min(maxStartEpoch, firstStartEpochs + Math.floor(grown));
}

/** t, the epoch that a student starts from in an iteration; uniform on T⁻ … U − 1. */
export function drawStartEpoch(range: Range, iteration: number, random: Random): number {
  return random.integer(range.minStartEpoch, startEpochBound(range, iteration) - 1);
}
