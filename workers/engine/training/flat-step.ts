/**
 * Steps towards flat minima, by which FTD (Du et al., CVPR 2023) trains its experts, DATM and PAD too. With g the
 * gradient of a batch at θ, products element by element and norms over all weights:
 *
 *     ε = ρ θ² g / (‖|θ| g‖ + 1e-12),    g′ = the gradient of the same batch, augmented alike, at θ + ε,
 *     d = g′ − α (g − cos(g, g′) |g| g′/|g′|),    θ ← θ − η d.
 *
 * FTD: ρ = 0.01, α = 0.4; DATM and PAD: α = 0.3. The formula is that of the released code.
 */
import type { Recipe } from "../../protocol/recipe/recipe";
import type { Network } from "../nets/network";
import { tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import { sharpestPoint, withoutSharpening } from "../tensor/sharpness";
import type { Batch } from "./batches";

export interface FlatTraining {
  /** ρ, above 0. */
  readonly radius: number;
  /** α, 0 to 1. */
  readonly surgery: number;
}

/** How the recipe's experts train towards flat minima; null: by plain SGD. */
export function flatTraining({ experts }: Recipe): FlatTraining | null {
  if (experts.flatRadius === 0) return null;
  return { radius: experts.flatRadius, surgery: experts.flatSurgery };
}

/**
 * d, the direction that takes the place of the gradient: one gradient more than plain SGD. The caller owns it.
 * @param batch augmented already.
 * @param gradient g at θ; a null is zero, in what is returned too.
 */
export function flatDirection(
  network: Network,
  { images, targets }: Batch,
  theta: Parameters,
  gradient: MaybeTensors,
  { radius, surgery }: FlatTraining,
): (Tensor | null)[] {
  return tidy(() => {
    const ahead = network.stepGradient(images, targets, sharpestPoint(theta, gradient, radius)).parameters;
    return withoutSharpening(gradient, ahead, surgery);
  });
}
