/**
 * PAD's parameter selection (Li et al., 2024, "Prioritize Alignment in Dataset Distillation"): a share α of the L
 * weights is left out of both norms of the matching loss, while the student trains all of them. Which ones:
 *
 *     shallow   the first k = ⌊α L⌋, flattened shallow to deep in PyTorch's order (the paper)
 *     deep      the last k in that order
 *     smallest  the k whose squared errors (θ_N − θ*)² are smallest, chosen anew in every iteration (the released code)
 *
 * Running statistics of batch norm are no weights: no loss knows them.
 */
import type { Recipe } from "../../../protocol/recipe/recipe";
import { torchIndices } from "../../nets/torch-layout";
import { tensor, tidy, zeros, type Tensor } from "../../tensor/memory";
import { largestErrors } from "../../tensor/largest-errors";
import type { ParameterSpec, Parameters } from "../../tensor/ops/layer";

/** Masks that depend on the weights θ_N at which a student arrived; the caller owns them. */
export type MaskChoice = (end: Parameters, target: Parameters) => (Tensor | null)[];

const trained = (spec: ParameterSpec): boolean => spec.trainable !== false;
const sizeOf = (spec: ParameterSpec): number => spec.shape.reduce((a, b) => a * b, 1);
const total = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, spec) => sum + (trained(spec) ? sizeOf(spec) : 0), 0);

/**
 * Masks of ones and zeros, one for each parameter tensor; null where all of it counts. The caller owns them.
 * @param share α, the share left out, 0 to below 1.
 * @param end from which it is left out.
 */
export function depthMasks(
  specs: readonly ParameterSpec[],
  featureChannels: number,
  share: number,
  end: "shallow" | "deep" = "shallow",
): (Tensor | null)[] {
  const all = total(specs);
  const skipped = Math.floor(share * all);
  const [from, to] = end === "shallow" ? [skipped, all] : [0, all - skipped];
  let at = 0;
  return specs.map((spec) => {
    if (!trained(spec)) return zeros(spec.shape);
    const first = at;
    at += sizeOf(spec);
    if (first >= from && at <= to) return null;
    const counts = (place: number): number => (first + place >= from && first + place < to ? 1 : 0);
    return tensor(Float32Array.from(torchIndices(spec, featureChannels), counts), spec.shape);
  });
}

/**
 * Leaves out the weights that arrived closest to the target, wherever they are.
 * @param share α, the share left out, 0 to below 1.
 */
export function smallestErrorMasks(specs: readonly ParameterSpec[], share: number): MaskChoice {
  const all = total(specs);
  const count = all - Math.floor(share * all);
  const weights = (list: Parameters): Tensor[] => list.filter((_, i) => trained(specs[i]!));
  return (end, target) =>
    tidy(() => {
      const chosen = largestErrors(weights(end), weights(target), count);
      return specs.map((spec) => (trained(spec) ? chosen.shift()! : zeros(spec.shape)));
    });
}

/** What a recipe's alignment leaves out of every matching; the caller owns the masks. */
export function selectionMasks(
  specs: readonly ParameterSpec[],
  featureChannels: number,
  { skipped, skip }: Recipe["alignment"],
): (Tensor | null)[] {
  const share = skip === "smallest" ? 0 : skipped;
  return depthMasks(specs, featureChannels, share, skip === "deep" ? "deep" : "shallow");
}

/** What it leaves out depending on the student; null if that is nothing. */
export function selectionChoice(
  specs: readonly ParameterSpec[],
  { skipped, skip }: Recipe["alignment"],
): MaskChoice | null {
  return skip === "smallest" && skipped > 0 ? smallestErrorMasks(specs, skipped) : null;
}
