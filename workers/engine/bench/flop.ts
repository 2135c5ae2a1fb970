/**
 * Arithmetic of each case: floating-point operations of its convolutions and of its classifier, a multiplication and
 * an addition counted as two. Norms, activations, pooling, updates and augmentation are left out: what they take shows
 * as a lower share of the peak. With n images, F_d = 2 n s² k² C_in C_out for the convolution of block d on s × s
 * pixels (taps that fall on the border of zeros are counted) and 2 n f K for the classifier, ΣF is
 *
 *     forward                 ΣF
 *     plain step              3 ΣF − F_1    (forward, by filter, by input; nobody needs ∂L/∂X)
 *     second-order step       6 ΣF − 2 F_1  (x∗ẇ, ẋ∗w; by input: u̇·w, u·ẇ; by filter: x·u̇, ẋ·u; the first layer has
 *                                            no ẋ)
 *     the same without ∂/∂θ   4 ΣF − F_1    (step 0 of the sweep)
 *     recomputed              + 2 ΣF − F_1  (forward; by input: u·w, but not in the first layer)
 *
 * This is the arithmetic of the mathematics, whatever the kernels do: figures before and after a change compare. What a
 * matching computes again for want of memory counts nothing in it.
 */
import type { Case, Shape } from "../../protocol/bench";
import { channels, classes, depth } from "./cases";

const kernel = 3;

/** Operations of each layer's forward pass on one image: the convolutions, then the classifier. */
export function layerFlop({ width, size }: Pick<Shape, "width" | "size">): number[] {
  const convolutions = Array.from({ length: depth }, (_, d) => {
    const side = size >> d;
    return 2 * side * side * kernel * kernel * (d === 0 ? channels : width) * width;
  });
  const side = size >> depth;
  return [...convolutions, 2 * side * side * width * classes];
}

/** Operations of one run of a case. */
export function flopOf(one: Case): number {
  const layers = layerFlop(one);
  const all = one.batch * layers.reduce((a, b) => a + b);
  const first = one.batch * layers[0]!;
  const plain = 3 * all - first;
  const product = 6 * all - 2 * first;
  switch (one.kind) {
    case "plain":
    case "expert-epoch":
    case "evaluation-epoch":
      return plain;
    case "second-order":
      return product;
    case "second-order-recomputed":
      return product + 2 * all - first;
    case "mtt":
      return one.studentSteps * plain + (one.studentSteps - 1) * product + 4 * all - first;
    case "test-pass":
      return all;
  }
}
