/** Arithmetic on parameter vectors on webgpu, see `../vectors.ts`: one launch for two tensors where stock ops take four. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { MaybeTensors, Parameters as Vector } from "../ops/layer";
import { elementwise, type Options } from "./elementwise-webgpu";
import { webGpuDot, webGpuSums, type Sums } from "./sums-webgpu";

/** Evaluates `complete` on lists of tensors without a gap, `lacking` on those whose last is missing; in their order. */
function eitherWay(
  lists: readonly (readonly (Tensor | null | undefined)[])[],
  complete: string,
  lacking: string,
  options: Options,
): Tensor[] {
  const results = new Array<Tensor>(lists.length);
  for (const expression of [complete, lacking]) {
    const at = lists.flatMap((list, i) => (list.every(Boolean) === (expression === complete) ? [i] : []));
    const jobs = at.map((i) => lists[i]!.filter((one): one is Tensor => Boolean(one)));
    elementwise(expression, jobs, options).forEach((made, k) => (results[at[k]!] = made));
  }
  return results;
}

/** a − s·b where both are there, a copy of a alone, −s·b alone. */
export function webGpuSubtractScaled(a: MaybeTensors, scale: number, b: MaybeTensors): (Tensor | null)[] {
  const both = a.flatMap((x, i) => (x && b[i] ? [[x, b[i]] as const] : []));
  const differences = elementwise("x0 - scalars.s0 * x1", both, { scalars: [scale] });
  return a.map((x, i) => {
    const y = b[i];
    if (x && y) return differences.shift()!;
    return x ? tf.clone(x) : y ? tf.mul(y, -scale) : null;
  });
}

/** a + s·x. */
export function webGpuSumScaled(a: Tensor, scale: number, x: Tensor): Tensor {
  return elementwise("x0 + scalars.s0 * x1", [[a, x]], { scalars: [scale] })[0]!;
}

/** m·v + w·θ + g, without g where it is null. */
export function webGpuMomentumUpdate(
  theta: Vector,
  velocity: Vector,
  gradient: MaybeTensors,
  momentum: number,
  weightDecay: number,
): Tensor[] {
  const kept = "scalars.s0 * x0 + scalars.s1 * x1";
  const lists = theta.map((t, i) => [velocity[i], t, gradient[i]]);
  return eitherWay(lists, `${kept} + x2`, kept, { scalars: [momentum, weightDecay] });
}

/** 2 (end − target) / d, times the mask where there is one. */
export function webGpuScaledDifference(
  end: Vector,
  target: Vector,
  d: Tensor,
  masks: MaybeTensors,
): Tensor[] {
  const difference = "2.0 / d0 * (x0 - x1)";
  const lists = end.map((x, i) => [x, target[i], masks[i]]);
  return eitherWay(lists, `${difference} * x2`, difference, { numbers: [d] });
}

/** first: Σ mask (end − target)²; second: Σ mask (start − target)²; thirds: Σ (end − target)² of each tensor. */
export function webGpuDistances(end: Vector, start: Vector, target: Vector, masks: MaybeTensors): Sums {
  return webGpuSums(
    end.map((x, i) => {
      const tensors = [x, start[i]!, target[i]!];
      const squares = ["(x0 - x2) * (x0 - x2)", "(x1 - x2) * (x1 - x2)"] as const;
      const mask = masks[i];
      return mask
        ? {
            expression: `vec3<f32>(${squares[0]} * x3, ${squares[1]} * x3, ${squares[0]})`,
            tensors: [...tensors, mask],
          }
        : { expression: `vec3<f32>(${squares[0]}, ${squares[1]}, ${squares[0]})`, tensors };
    }),
  );
}

/** Σ ⟨a, b⟩ over the tensors that are there in both. */
export function webGpuInnerProduct(a: MaybeTensors, b: MaybeTensors): Tensor {
  const pairs = a.flatMap((x, i) => (x && b[i] ? [[x, b[i]] as const] : []));
  return pairs.length > 0 ? webGpuDot(pairs) : tf.scalar(0);
}
