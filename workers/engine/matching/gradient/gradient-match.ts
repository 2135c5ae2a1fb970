/**
 * One match of gradients, D(∇_θ ℓ(A(S)), g_r), and its derivative by the synthetic images: with λ = ∂D/∂g_s that is the
 * second-order product of the engine, ∂⟨g_s, λ⟩/∂x (DC, Zhao et al., ICLR 2021, eq. 9; λ is held fixed, as the chain
 * rule has it). Whatever augments or decodes the images comes before, and its adjoint after.
 */
import type { Network } from "../../nets/network";
import { gradientDistance, type GradientDistanceKind } from "../../tensor/gradient-distances";
import { dispose, tidy, type Tensor } from "../../tensor/memory";
import type { MaybeTensors, Parameters } from "../../tensor/ops/layer";

/** What gradients are compared by. */
export interface Comparison {
  readonly kind: GradientDistanceKind;
  /** Indices of the parameters that count. */
  readonly counted: readonly number[];
}

/** Images as the network sees them, [n,H,W,C], and their label probabilities, [n, classes]. */
export interface LabelledImages {
  readonly images: Tensor;
  readonly targets: Tensor;
}

export interface GradientMatch {
  /** D, scalar. */
  readonly total: Tensor;
  /** By counted tensor. */
  readonly terms: Tensor;
  /** ∂D/∂x of the synthetic images as the network saw them. */
  readonly images: Tensor;
}

export function disposeMatch({ total, terms, images }: GradientMatch): void {
  dispose(total, terms, images);
}

/** Compares the gradient of a synthetic batch at θ with a real one. The caller owns the results. */
export function matchGradient(
  network: Network,
  theta: Parameters,
  synthetic: LabelledImages,
  real: MaybeTensors,
  { kind, counted }: Comparison,
): GradientMatch {
  return tidy(() => {
    const { parameters, kept } = network.stepGradient(synthetic.images, synthetic.targets, theta, true);
    try {
      const { total, terms, lambda } = gradientDistance(kind, parameters, real, counted);
      return { total, terms, images: kept!.product(theta, lambda, false).images };
    } finally {
      kept!.dispose();
    }
  });
}
