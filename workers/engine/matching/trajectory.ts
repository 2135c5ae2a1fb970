/**
 * Matching training trajectories (MTT, Cazenavette et al., CVPR 2022). A student starts at an expert's weights θ_0 and
 * takes N plain SGD steps on synthetic images; the loss is
 *
 *     L = |θ_N − θ*|² / |θ_0 − θ*|²        (squared norms, as in the released code)
 *
 * with θ* the expert M epochs later. Its gradient is exact: the weights θ_0 … θ_{N−1} are kept, and the sweep goes back
 * with λ_N = 2 (θ_N − θ*) / |θ_0 − θ*|² and, at each step k, the second-order product at θ_k along λ_{k+1}:
 *
 *     ∂L/∂β −= ⟨g_k, λ⟩,   ∂L/∂X_k = −β ∂⟨g_k, λ⟩/∂X_k,   λ_k = λ_{k+1} − β ∂⟨g_k, λ⟩/∂θ_k.
 *
 * PAD's parameter selection masks both norms; the student still trains all its weights.
 */
import type { Augmentation } from "../data/augmentation";
import type { Network } from "../nets/network";
import { addRows, dispose, takeRows, tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors, Parameters } from "../tensor/ops/layer";
import {
  descend,
  relativeDistance,
  scaledDifference,
  subtractScaled,
  sumScaled,
  type RelativeDistance,
} from "../tensor/vectors";

export interface StudentStep {
  /** Rows of the synthetic set in this minibatch. */
  readonly rows: Int32Array;
  readonly augmentation: Augmentation | null;
}

export interface TrajectoryProblem {
  readonly network: Network;
  /** θ_0. */
  readonly start: Parameters;
  /** θ*. */
  readonly target: Parameters;
  /** Which elements count in the norms (1 or 0), by parameter tensor; null: all of them. */
  readonly masks: MaybeTensors;
  /** The union, [n,H,W,C]. */
  readonly images: Tensor;
  /** Label probabilities, [n,classes]. */
  readonly targets: Tensor;
  /** β. */
  readonly learningRate: number;
  /** The N minibatches, in order. */
  readonly steps: readonly StudentStep[];
}

/** Loss and gradient; the caller owns the tensors. */
export interface TrajectoryMatch extends RelativeDistance {
  /** ∂L/∂X, [n,H,W,C]. */
  readonly images: Tensor;
  /** ∂L/∂Y by the label probabilities, [n,classes]. */
  readonly targets: Tensor;
  /** ∂L/∂β, scalar. */
  readonly learningRate: Tensor;
}

interface Batch {
  readonly images: Tensor;
  readonly targets: Tensor;
}

/** The minibatch of one step, augmented. The caller owns it. */
function batchOf({ images, targets }: TrajectoryProblem, { rows, augmentation }: StudentStep): Batch {
  return tidy(() => {
    const taken = takeRows(images, rows);
    return { images: augmentation ? augmentation.apply(taken) : taken, targets: takeRows(targets, rows) };
  });
}

/** Everything that the sweep adds up. */
interface Sums {
  images: Tensor | null;
  targets: Tensor | null;
  learningRate: Tensor | null;
}

function accumulate(sums: Sums, key: keyof Sums, scale: number, added: Tensor): void {
  const before = sums[key];
  sums[key] = sumScaled(before, scale, added);
  dispose(before);
}

/**
 * Computes loss and exact gradient, yielding after every student step and every step of the sweep so that the caller
 * can pause in between. Memory: N weight vectors and one batch. Ending the generator early disposes all of it.
 */
export function* matchTrajectory(problem: TrajectoryProblem): Generator<void, TrajectoryMatch> {
  const { network, start, target, masks, learningRate, steps } = problem;
  const weights: Tensor[][] = [];
  let lambda: readonly (Tensor | null)[] = [];
  let distance: RelativeDistance | null = null;
  const sums: Sums = { images: null, targets: null, learningRate: null };
  let complete = false;
  try {
    let theta: Parameters = start;
    for (const step of steps) {
      const at = theta;
      theta = tidy(() => {
        const batch = batchOf(problem, step);
        return descend(at, learningRate, network.gradient(batch.images, batch.targets, at).parameters);
      });
      weights.push(theta as Tensor[]);
      yield;
    }

    distance = relativeDistance(theta, start, target, masks);
    lambda = scaledDifference(theta, target, distance.start, masks);
    for (let k = steps.length - 1; k >= 0; k--) {
      const step = steps[k]!;
      const at = k > 0 ? weights[k - 1]! : start;
      const batch = batchOf(problem, step);
      const product = network.product(batch.images, batch.targets, at, lambda, k > 0);
      const count = problem.images.shape[0]!;
      const rows = tidy(() => ({
        images: addRows(
          step.augmentation ? step.augmentation.adjoint(product.images) : product.images,
          step.rows,
          count,
        ),
        targets: addRows(product.targets, step.rows, count),
      }));
      accumulate(sums, "images", -learningRate, rows.images);
      accumulate(sums, "targets", -learningRate, rows.targets);
      accumulate(sums, "learningRate", -1, product.value);
      const next = k > 0 ? subtractScaled(lambda, learningRate, product.parameters) : [];
      dispose(lambda, weights.pop(), rows.images, rows.targets, batch.images, batch.targets);
      dispose(product.value, product.images, product.targets, product.parameters);
      lambda = next;
      yield;
    }
    complete = true;
    return { ...distance, images: sums.images!, targets: sums.targets!, learningRate: sums.learningRate! };
  } finally {
    dispose(lambda, ...weights);
    if (!complete) {
      dispose(sums.images, sums.targets, sums.learningRate);
      if (distance) dispose(distance.loss, distance.start, distance.layers);
    }
  }
}
