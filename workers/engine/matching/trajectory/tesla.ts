/**
 * TESLA (Cui et al., ICML 2023, "Scaling Up Dataset Distillation to ImageNet-1K with Constant Memory"): MTT's loss
 *
 *     L = |θ_0 − β Σ_i g_i(θ_i, X_i) − θ*|² / |θ_0 − θ*|²
 *
 * differentiated with every θ_i held fixed, as released. With λ = 2 (θ_N − θ*) / |θ_0 − θ*|², the same for all steps,
 *
 *     ∂L/∂X_i = −β ∂⟨g_i(θ_i, X_i), λ⟩/∂X_i,   ∂L/∂β = −Σ_i ⟨g_i, λ⟩,
 *
 * which leaves out how step i changes the gradients of the later steps. It is exact for N = 1 and not MTT's gradient
 * for more, which `trajectory.ts` computes. What it has for that: no step needs to know the later ones, so a second
 * student takes the same steps again and nothing is kept but two weight vectors and one step, whatever N is.
 */
import type { KeptStep } from "../../nets/network";
import { dispose, tidy, type Tensor } from "../../tensor/memory";
import type { Parameters } from "../../tensor/ops/layer";
import { descend } from "../../tensor/vectors";
import { arrival, type Arrival, type TrajectoryProblem } from "./arrival";
import { GradientSums } from "./gradient-sums";
import { batchOf } from "./student";
import type { TrajectoryMatch } from "./trajectory";

/**
 * The student's N steps, with a yield after each; θ_N, which the caller owns.
 * @param visit what to do at each step with θ_i and what was kept of it, if anything.
 */
function* walk(
  problem: TrajectoryProblem,
  visit?: (i: number, theta: Parameters, kept: KeptStep) => void,
): Generator<void, Tensor[]> {
  const { network, start, learningRate, steps } = problem;
  let theta: Tensor[] = [];
  let complete = false;
  try {
    for (const [i, step] of steps.entries()) {
      const before = theta;
      const at: Parameters = i === 0 ? start : before;
      let kept: KeptStep | null = null;
      theta = tidy(() => {
        const { images, targets } = batchOf(problem, step);
        const gradient = network.stepGradient(images, targets, at, visit !== undefined);
        kept = gradient.kept;
        return descend(at, learningRate, gradient.parameters);
      });
      if (kept) visitAndForget(kept, (one) => visit!(i, at, one));
      dispose(before);
      yield;
    }
    complete = true;
    return theta;
  } finally {
    if (!complete) dispose(theta);
  }
}

function visitAndForget(kept: KeptStep, visit: (kept: KeptStep) => void): void {
  try {
    visit(kept);
  } finally {
    kept.dispose();
  }
}

/**
 * Computes loss and gradient, yielding after every step of both students so that the caller can pause in between.
 * Ending the generator early disposes all it holds.
 */
export function* matchTesla(problem: TrajectoryProblem): Generator<void, TrajectoryMatch> {
  const sums = new GradientSums(problem);
  let arrived: Arrival | null = null;
  let complete = false;
  try {
    const end = yield* walk(problem);
    arrived = arrival(problem, end);
    dispose(end);
    const { lambda, distance } = arrived;
    const again = yield* walk(problem, (i, theta, kept) => {
      const product = kept.product(theta, lambda, false);
      sums.add(i, product);
      dispose(product.value, product.images, product.targets, product.parameters);
    });
    dispose(again);
    complete = true;
    return { ...distance, ...sums.taken() };
  } finally {
    sums.dispose();
    if (arrived) {
      dispose(arrived.lambda);
      const { loss, start, layers } = arrived.distance;
      if (!complete) dispose(loss, start, layers);
    }
  }
}
