/** Sums of scaled tensors on wasm, see `../vectors.ts`: one pass over memory where stock ops take one for every term. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { MaybeTensors, Parameters as Vector } from "../ops/layer";
import { computeOnWasm, type Site } from "../wasm/compute";

type Term = readonly [Tensor, number];

/** Writes the sum of the terms, in the order given, to an address. */
function sumTo(to: number, { kernels, at }: Site, [first, second, ...more]: readonly Term[]): void {
  const [a, s] = first!;
  if (second) kernels.combine(to, at(a), s, at(second[0]), second[1], a.size);
  else kernels.combine(to, at(a), s, 0, 0, a.size);
  for (const [x, factor] of more) kernels.combine(to, to, 1, at(x), factor, a.size);
}

/** Σ factor · x of one or more terms of one shape, added in the order given. */
export function wasmSum(terms: readonly Term[]): Tensor {
  return computeOnWasm("combine", terms[0]![0].shape, (to, site) => sumTo(to, site, terms));
}

/** a − s·b; a null is zero. */
export function wasmSubtractScaled(a: MaybeTensors, scale: number, b: MaybeTensors): (Tensor | null)[] {
  return a.map((x, i) => {
    const y = b[i];
    if (!y) return x && tf.clone(x);
    return wasmSum(
      x
        ? [
            [x, 1],
            [y, -scale],
          ]
        : [[y, -scale]],
    );
  });
}

/** m·v + w·θ + g, without g where it is null. */
export function wasmMomentumUpdate(
  theta: Vector,
  velocity: Vector,
  gradient: MaybeTensors,
  momentum: number,
  weightDecay: number,
): Tensor[] {
  return theta.map((t, i) => {
    const kept: Term[] = [
      [velocity[i]!, momentum],
      [t, weightDecay],
    ];
    const g = gradient[i];
    return wasmSum(g ? [...kept, [g, 1]] : kept);
  });
}

/** Rows of all parts, one after the other, each part times its weight. */
export function wasmConcatWeighted(parts: readonly Tensor[], weights: readonly number[]): Tensor {
  const rows = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  return computeOnWasm("combine", [rows, ...parts[0]!.shape.slice(1)], (to, site) => {
    let next = to;
    parts.forEach((part, s) => {
      sumTo(next, site, [[part, weights[s]!]]);
      next += 4 * part.size;
    });
  });
}

/** Σ ⟨a, b⟩ over the tensors that are there in both. */
export function wasmInnerProduct(a: MaybeTensors, b: MaybeTensors): Tensor {
  return computeOnWasm("innerProduct", [], (to, { kernels, backend, at }) => {
    let total = 0;
    a.forEach((x, i) => {
      const y = b[i];
      if (x && y) total += kernels.innerProduct(at(x), at(y), x.size);
    });
    new Float32Array(backend.wasm.HEAPU8.buffer, to, 1)[0] = total;
  });
}
