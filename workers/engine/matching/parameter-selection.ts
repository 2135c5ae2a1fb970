/**
 * PAD's parameter selection by depth (Li et al., 2024, "Prioritize Alignment in Dataset Distillation"): with L the
 * number of parameters, flattened shallow to deep in PyTorch's order, the first k = ⌊α L⌋ are left out of the loss.
 */
import type { Recipe } from "../../protocol/recipe/recipe";
import { torchIndices } from "../nets/torch-layout";
import { tensor, type Tensor } from "../tensor/memory";
import type { ParameterSpec } from "../tensor/ops/layer";

/**
 * Masks of ones and zeros, one for each parameter tensor; null where all of it counts. The caller owns them.
 * @param share α, the share left out, 0 to below 1.
 */
export function depthMasks(
  specs: readonly ParameterSpec[],
  featureChannels: number,
  share: number,
): (Tensor | null)[] {
  const sizes = specs.map((spec) => spec.shape.reduce((a, b) => a * b, 1));
  let left = Math.floor(share * sizes.reduce((a, b) => a + b, 0));
  return specs.map((spec, i) => {
    const size = sizes[i]!;
    const skipped = Math.min(left, size);
    left -= skipped;
    if (skipped === 0) return null;
    const mask = Float32Array.from(torchIndices(spec, featureChannels), (place) => (place < skipped ? 0 : 1));
    return tensor(mask, spec.shape);
  });
}

/** The masks that a recipe's alignment asks for; the caller owns them. */
export function selectionMasks(
  specs: readonly ParameterSpec[],
  featureChannels: number,
  { skipped }: Recipe["alignment"],
): (Tensor | null)[] {
  return depthMasks(specs, featureChannels, skipped);
}
