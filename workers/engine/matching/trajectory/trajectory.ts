/**
 * Matching training trajectories (MTT, Cazenavette et al., CVPR 2022). A student starts at an expert's weights θ_0 and
 * takes N plain SGD steps on synthetic images; the loss is
 *
 *     L = |θ_N − θ*|² / |θ_0 − θ*|²        (squared norms, as in the released code)
 *
 * with θ* the expert M epochs later. Its gradient is exact: the sweep goes back through all steps (`student.ts`) with
 * λ_N = 2 (θ_N − θ*) / |θ_0 − θ*|² and, at each step k, the second-order product at θ_k along λ_{k+1}:
 *
 *     ∂L/∂β −= ⟨g_k, λ⟩,   ∂L/∂X_k = −β ∂⟨g_k, λ⟩/∂X_k,   λ_k = λ_{k+1} − β ∂⟨g_k, λ⟩/∂θ_k.
 *
 * PAD's parameter selection masks both norms; the student still trains all its weights.
 */
import { dispose } from "../../tensor/memory";
import type { MaybeTensors } from "../../tensor/ops/layer";
import { subtractScaled, type RelativeDistance } from "../../tensor/vectors";
import { arrival, type Arrival, type TrajectoryProblem } from "./arrival";
import { GradientSums, type MatchGradient } from "./gradient-sums";
import { Student } from "./student";
import { defaultBudget, type SweepBudget } from "./sweep-plan";

/** Loss and gradient; the caller owns the tensors. */
export interface TrajectoryMatch extends RelativeDistance, MatchGradient {}

/**
 * Computes loss and exact gradient, yielding after every student step and every step of the sweep so that the caller
 * can pause in between. Ending the generator early disposes all it holds.
 * @param budget of memory for the sweep; it decides how fast that is, and never what comes out.
 */
export function* matchTrajectory(
  problem: TrajectoryProblem,
  budget: SweepBudget = defaultBudget,
): Generator<void, TrajectoryMatch> {
  const { learningRate, steps } = problem;
  const student = new Student(problem, budget);
  const sums = new GradientSums(problem);
  let arrived: Arrival | null = null;
  let lambda: MaybeTensors = [];
  let complete = false;
  try {
    yield* student.forth();
    arrived = arrival(problem, student.end);
    lambda = arrived.lambda;
    student.release(steps.length);
    for (let k = steps.length - 1; k >= 0; k--) {
      yield* student.back(k);
      const product = student.product(k, lambda);
      sums.add(k, product);
      const next = k > 0 ? subtractScaled(lambda, learningRate, product.parameters) : [];
      student.release(k);
      dispose(lambda, product.value, product.images, product.targets, product.parameters);
      lambda = next;
      yield;
    }
    complete = true;
    return { ...arrived.distance, ...sums.taken() };
  } finally {
    student.dispose();
    sums.dispose();
    dispose(lambda);
    if (!complete && arrived) {
      const { loss, start, layers } = arrived.distance;
      dispose(loss, start, layers);
    }
  }
}
