/**
 * Parameter vectors, rows and the cross-entropy on the back ends that run in Node, at every length at which a block of
 * four is full, lacks one or has one more; rows of such lengths also begin at addresses that are no multiple of 16.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "../golden/check";
import { nodePlatform } from "../testing/node-platform";
import { Samples } from "../testing/samples";
import { activate } from "./backend";
import { addRows, dispose, read, sliceRows, takeRows, tensor, type Tensor } from "./memory";
import { crossEntropyGradient, crossEntropyTangent } from "./ops/cross-entropy";
import {
  concatWeighted,
  innerProduct,
  momentumUpdate,
  subtractScaled,
  sumScaled,
  weightedSum,
} from "./vectors";

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63];

async function expectValues(made: Tensor, wanted: readonly number[], tolerance = 1e-6): Promise<void> {
  const values = await read(made);
  dispose(made);
  expect(values).toHaveLength(wanted.length);
  expect(relativeError(values, wanted)).toBeLessThan(tolerance);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  it.each(lengths)("vectors of %i numbers", async (length) => {
    const samples = new Samples(`vectors of ${length}`);
    const [a, b, c] = [0, 1, 2].map(() => samples.normal([length])) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [x, y, z] = [a, b, c].map((values) => tensor(values, [length])) as [Tensor, Tensor, Tensor];
    const each = (value: (k: number) => number): number[] => Array.from(a, (_, k) => value(k));
    await expectValues(
      subtractScaled([x], 0.3, [y])[0]!,
      each((k) => a[k]! - 0.3 * b[k]!),
    );
    await expectValues(
      subtractScaled([null], 0.3, [y])[0]!,
      each((k) => -0.3 * b[k]!),
    );
    await expectValues(
      sumScaled(x, -2, y),
      each((k) => a[k]! - 2 * b[k]!),
    );
    await expectValues(
      momentumUpdate([x], [y], [z], 0.9, 5e-4)[0]!,
      each((k) => 0.9 * b[k]! + 5e-4 * a[k]! + c[k]!),
    );
    await expectValues(
      weightedSum([x, y, z], [0.5, 2, -1]),
      each((k) => 0.5 * a[k]! + 2 * b[k]! - c[k]!),
    );
    await expectValues(innerProduct([x], [x]), [a.reduce((sum, value) => sum + value * value, 0)]);
    await expectValues(concatWeighted([x, y], [2, -1]), [...each((k) => 2 * a[k]!), ...each((k) => -b[k]!)]);
    dispose(x, y, z);
  });

  it.each(lengths)("rows of %i numbers", async (length) => {
    const values = new Samples(`rows of ${length}`).normal([5, length]);
    const rows = tensor(values, [5, length]);
    const row = (r: number): number[] => [...values.subarray(r * length, (r + 1) * length)];
    const taken = [3, 0, 3, 1, 3];
    await expectValues(takeRows(rows, Int32Array.from(taken)), taken.flatMap(row));
    await expectValues(sliceRows(rows, 1, 3), [1, 2, 3].flatMap(row));
    const wanted = new Float64Array(4 * length);
    taken.forEach((to, k) => row(k).forEach((value, i) => (wanted[to * length + i]! += value)));
    await expectValues(addRows(rows, Int32Array.from(taken), 4), [...wanted]);
    dispose(rows);
  });

  it.each(lengths)("the cross-entropy's derivatives with %i classes", async (classes) => {
    const samples = new Samples(`${classes} classes`);
    const n = 3;
    const shape = [n, classes];
    const [z, zDot] = [samples.normal(shape, 4), samples.normal(shape)];
    const y = samples.probabilities(n, classes);
    const [logits, dots, targets] = [z, zDot, y].map((values) => tensor(values, shape));
    const [gradient, gradientDot, targetsDot]: number[][] = [[], [], []];
    for (let i = 0; i < n; i++) {
      const row = [...z.subarray(i * classes, (i + 1) * classes)];
      const top = Math.max(...row);
      const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
      const s = row.map((value) => Math.exp(value - top) / sum);
      const mean = s.reduce((total, p, j) => total + p * zDot[i * classes + j]!, 0);
      s.forEach((p, j) => {
        gradient!.push((p - y[i * classes + j]!) / n);
        gradientDot!.push((p * (zDot[i * classes + j]! - mean)) / n);
        targetsDot!.push((mean - zDot[i * classes + j]!) / n);
      });
    }
    await expectValues(crossEntropyGradient(logits!, targets!), gradient!);
    const tangent = crossEntropyTangent(logits!, dots!);
    await expectValues(tangent.gradientDot, gradientDot!, 4e-6);
    await expectValues(tangent.targetsDot, targetsDot!);
    dispose(logits, dots, targets);
  });
});
