/**
 * Between which features two sets of images are compared. DM (Zhao & Bilen, WACV 2023) knows the input of the classifier
 * alone; with PAD's selection (Li et al., 2024) it is the outputs of all blocks without a share of the shallow or deep
 * ones. CAFE (Wang et al., CVPR 2022) compares before the pooling of every block, and after that of the last one.
 *
 * CAFE's released weights are for three blocks: 0.1, 0.1 and 1 before pooling, 1 for the last pooled output and 1 again
 * for the same values flattened. For another number of blocks: 0.1 for all but the last.
 */
import type { Recipe } from "../../../protocol/recipe/recipe";
import { blockTaps, type Tap } from "../../nets/features";
import type { Network } from "../../nets/network";
import { paddedSize } from "../../nets/network-options";
import type { LossTerm } from "../learner";

/** A term of the loss, w_l Σ_c |mean f_l(S_c) − mean f_l(T_c)|². */
export interface FeatureTerm extends LossTerm {
  readonly tap: Tap;
  /** w_l; 0: shown, but not matched. */
  readonly weight: number;
}

/** Numbers in the map of `width` channels after `poolings` of the network's poolings. */
function mapSize({ data, network }: Recipe, poolings: number): number {
  return (paddedSize(data.size) >> poolings) ** 2 * network.width;
}

/** DM's terms: the outputs of the blocks, shallow to deep. The last is the input of the classifier. */
export function distributionTerms(network: Network, recipe: Recipe): FeatureTerm[] {
  const { matchedFeatures, skipped, skip } = recipe.alignment;
  const taps = blockTaps(network);
  const out = Math.floor(skipped * taps.length);
  const [first, last] = skip === "deep" ? [0, taps.length - 1 - out] : [out, taps.length - 1];
  return taps.map(({ output }, i) => {
    const matched = matchedFeatures === "last" ? i === taps.length - 1 : i >= first && i <= last;
    return {
      name: `block${i + 1}`,
      size: mapSize(recipe, i + 1),
      tap: output,
      weight: matched ? 1 : 0,
    };
  });
}

/** CAFE's terms: before the pooling of each block, then the input of the classifier. */
export function alignmentTerms(network: Network, recipe: Recipe): FeatureTerm[] {
  const taps = blockTaps(network);
  const last = taps.length - 1;
  const rectified = taps.map(({ beforePooling }, i) => ({
    name: `block${i + 1}.relu`,
    size: mapSize(recipe, i),
    tap: beforePooling,
    weight: i < last ? 0.1 : 1,
  }));
  const pooled = { name: "features", size: mapSize(recipe, taps.length), tap: taps[last]!.output, weight: 2 };
  return [...rectified, pooled];
}
