/**
 * The way of one student through the space of weights, drawn in a plane: for a look at a single iteration, apart from
 * the matching itself, which it neither reads nor changes. With d_k = θ_k − θ_0 and D = θ* − θ_0,
 *
 *     x_k = ⟨d_k, D⟩ / |D|²,   r_k = d_k − x_k D,   y_k = ⟨r_k, r_m⟩ / (|r_m| |D|),   m = argmax |r_k|,
 *
 * so that the plane is spanned by the way to the target and the largest deviation from it; in units of |D| the student
 * starts at (0, 0) and its target is (1, 0). What lies outside the plane is told by the true distances.
 */
import type { StudentPath } from "../../../protocol/events";
import { dispose, readAll, tidy, type Tensor } from "../../tensor/memory";
import type { Parameters } from "../../tensor/ops/layer";
import { descend } from "../../tensor/vectors";
import { batchOf, type StudentProblem, type StudentStep } from "./student";

/** Elements held on the host at most: of longer walks only every so many steps are drawn. */
const largestWalk = 40_000_000;

function stepped(problem: StudentProblem, step: StudentStep, at: Parameters): Tensor[] {
  return tidy(() => {
    const { images, targets } = batchOf(problem, step);
    const { parameters } = problem.network.stepGradient(images, targets, at, false);
    return descend(at, problem.learningRate, parameters);
  });
}

/** θ_0 and every `stride`-th θ_k, θ_N among them; yields after each step. */
async function* walked(
  problem: StudentProblem,
  stride: number,
): AsyncGenerator<void, Map<number, Float32Array>> {
  const { start, steps } = problem;
  const kept = new Map([[0, await readAll(start)]]);
  let theta: Tensor[] = [];
  try {
    for (const [k, step] of steps.entries()) {
      const before = theta;
      theta = stepped(problem, step, k === 0 ? start : before);
      dispose(before);
      if ((k + 1) % stride === 0 || k + 1 === steps.length) kept.set(k + 1, await readAll(theta));
      yield;
    }
    return kept;
  } finally {
    dispose(theta);
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Σ a_i + s·b_i, elementwise, in double precision. */
function plus(a: ArrayLike<number>, scale: number, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, i) => value + scale * b[i]!);
}

/**
 * Points of the plane for weights on the host.
 * @param walk θ_k by k, θ_0 among them.
 * @param target θ*, of the same length.
 */
export function projectWalk(
  walk: ReadonlyMap<number, ArrayLike<number>>,
  target: ArrayLike<number>,
): StudentPath["points"] {
  const start = walk.get(0)!;
  const way = plus(target, -1, start);
  const length = Math.sqrt(dot(way, way)) || 1;
  const found = [...walk].map(([step, theta]) => {
    const moved = plus(theta, -1, start);
    const x = dot(moved, way) / length ** 2;
    const rest = plus(moved, -x, way);
    const missing = plus(theta, -1, target);
    return {
      step,
      x,
      rest,
      size: Math.sqrt(dot(rest, rest)),
      distance: Math.sqrt(dot(missing, missing)) / length,
    };
  });
  const aside = found.reduce((most, each) => (each.size > most.size ? each : most));
  return found.map(({ step, x, rest, distance }) => ({
    step,
    x,
    y: aside.size > 0 ? dot(rest, aside.rest) / (aside.size * length) : 0,
    distance,
  }));
}

/** Walks the student's steps once more and projects them; yields after each. Leaves the problem as it is. */
export async function* studentPath(
  problem: StudentProblem & { readonly target: Parameters },
): AsyncGenerator<void, StudentPath["points"]> {
  const target = await readAll(problem.target);
  const stride = Math.max(1, Math.ceil((problem.steps.length * target.length) / largestWalk));
  return projectWalk(yield* walked(problem, stride), target);
}
