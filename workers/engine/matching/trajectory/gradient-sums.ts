/** The gradient of a matching loss as its sweep adds it up from the products ⟨g_k, λ⟩ of the student's steps. */
import type { SecondOrderProduct } from "../../nets/network";
import { addRows, dispose, tidy, type Tensor } from "../../tensor/memory";
import { sumScaled } from "../../tensor/vectors";
import type { StudentProblem } from "./student";

/** Derivatives of the loss; whoever is handed them owns them. */
export interface MatchGradient {
  /** ∂L/∂X, [n,H,W,C]. */
  readonly images: Tensor;
  /** ∂L/∂Y by the label probabilities, [n,classes]. */
  readonly targets: Tensor;
  /** ∂L/∂β, scalar. */
  readonly learningRate: Tensor;
}

/** Owns its sums until they are taken: call {@link GradientSums.dispose} in any case. */
export class GradientSums {
  private images: Tensor | null = null;
  private targets: Tensor | null = null;
  private learningRate: Tensor | null = null;

  constructor(private readonly problem: StudentProblem) {}

  /**
   * Adds −β ∂⟨g_k, λ⟩ by images and targets, through the adjoint of the step's augmentation to the rows it took, and
   * −⟨g_k, λ⟩ by β. The product stays the caller's.
   */
  add(k: number, product: SecondOrderProduct): void {
    const { images, learningRate, steps } = this.problem;
    const { rows, augmentation } = steps[k]!;
    const count = images.shape[0]!;
    const before = [this.images, this.targets, this.learningRate];
    [this.images, this.targets, this.learningRate] = tidy(() => {
      const pixels = augmentation ? augmentation.adjoint(product.images) : product.images;
      return [
        sumScaled(this.images, -learningRate, addRows(pixels, rows, count)),
        sumScaled(this.targets, -learningRate, addRows(product.targets, rows, count)),
        sumScaled(this.learningRate, -1, product.value),
      ];
    }) as [Tensor, Tensor, Tensor];
    dispose(before);
  }

  /** Hands the sums over; at least one step must have been added. */
  taken(): MatchGradient {
    const sums = { images: this.images!, targets: this.targets!, learningRate: this.learningRate! };
    this.images = this.targets = this.learningRate = null;
    return sums;
  }

  dispose(): void {
    dispose(this.images, this.targets, this.learningRate);
  }
}
