/** Parameter vectors, cross-entropy and sums of rows on webgpu, where they are kernels of our own, against float64. */
import { beforeAll, expect, it } from "vitest";
import { relativeError } from "../golden/check";
import { elements, Samples } from "../testing/samples";
import { activate } from "./backend";
import { affineSample } from "./kernels/affine-sample";
import { addRows, read, takeRows, tensor, type Tensor } from "./memory";
import { crossEntropy, crossEntropyGradient, crossEntropyTangent } from "./ops/cross-entropy";
import {
  innerProduct,
  momentumUpdate,
  relativeDistance,
  scaledDifference,
  subtractScaled,
  sumScaled,
} from "./vectors";

const errors: string[] = [];
beforeAll(() => activate("webgpu", { wasm: "", onDeviceError: ({ message }) => errors.push(message) }));

const shapes = [[3, 3, 2, 5], [7], [300, 70], [1]];
const samples = new Samples("vectors");

interface Vector {
  readonly values: Float32Array[];
  readonly on: Tensor[];
}

function vector(): Vector {
  const values = shapes.map((shape) => samples.normal(shape));
  return { values, on: values.map((one, i) => tensor(one, shapes[i]!)) };
}

type Reference = (i: number, k: number) => number;

/** Compares tensor i of a list with `reference(i, ·)`; null is null. */
async function expectList(list: readonly (Tensor | null)[], reference: Reference): Promise<void> {
  for (const [i, one] of list.entries()) {
    const wanted = Float64Array.from({ length: elements(shapes[i]!) }, (_, k) => reference(i, k));
    expect(one!.shape).toEqual(shapes[i]);
    expect(relativeError(await read(one!), wanted)).toBeLessThan(1e-6);
  }
}

const total = (reference: Reference, i: number): number => {
  let sum = 0;
  for (let k = 0; k < elements(shapes[i]!); k++) sum += reference(i, k);
  return sum;
};
const totals = (reference: Reference): number[] => shapes.map((_, i) => total(reference, i));
const add = (a: number, b: number): number => a + b;

async function expectNumbers(made: Tensor, wanted: readonly number[]): Promise<void> {
  expect(relativeError(await read(made), wanted)).toBeLessThan(1e-6);
}

it("updates and differences, with nothing where there is nothing", async () => {
  const [x, y, z] = [vector(), vector(), vector()];
  const at =
    ({ values }: Vector) =>
    (i: number, k: number): number =>
      values[i]![k]!;
  const [a, b, c] = [at(x), at(y), at(z)];
  await expectList(subtractScaled(x.on, 0.3, y.on), (i, k) => a(i, k) - 0.3 * b(i, k));
  const holes = y.on.map((one, i) => (i === 1 ? null : one));
  await expectList(subtractScaled(x.on, 0.3, holes), (i, k) => a(i, k) - (i === 1 ? 0 : 0.3 * b(i, k)));
  expect(subtractScaled([null], 0.3, [null])).toEqual([null]);
  await expectList(subtractScaled([null], 0.3, [y.on[0]!]), (_, k) => -0.3 * b(0, k));
  await expectList([sumScaled(x.on[0]!, -2, y.on[0]!)], (_, k) => a(0, k) - 2 * b(0, k));
  await expectList([sumScaled(null, -2, y.on[0]!)], (_, k) => -2 * b(0, k));
  await expectList(
    momentumUpdate(x.on, y.on, z.on, 0.9, 5e-4),
    (i, k) => 0.9 * b(i, k) + c(i, k) + 5e-4 * a(i, k),
  );
  const some = z.on.map((one, i) => (i === 2 ? null : one));
  await expectList(
    momentumUpdate(x.on, y.on, some, 0.9, 0),
    (i, k) => 0.9 * b(i, k) + (i === 2 ? 0 : c(i, k)),
  );
});

it("distances and products, masked or not", async () => {
  const [x, y, z] = [vector(), vector(), vector()];
  const masks = shapes.map((shape, i) =>
    i % 2 === 0 ? Float32Array.from({ length: elements(shape) }, (_, k) => k % 3 && 1) : null,
  );
  const on = masks.map((mask, i) => mask && tensor(mask, shapes[i]!));
  const mask = (i: number, k: number): number => masks[i]?.[k] ?? 1;
  const end: Reference = (i, k) => (x.values[i]![k]! - z.values[i]![k]!) ** 2;
  const start: Reference = (i, k) => (y.values[i]![k]! - z.values[i]![k]!) ** 2;
  const masked = (square: Reference): number => totals((i, k) => mask(i, k) * square(i, k)).reduce(add);

  const distance = relativeDistance(x.on, y.on, z.on, on);
  await expectNumbers(distance.start, [masked(start)]);
  await expectNumbers(distance.loss, [masked(end) / masked(start)]);
  await expectNumbers(distance.layers, totals(end));
  expect(distance.layers.shape).toEqual([shapes.length]);

  const scale = 2 / masked(start);
  const lambda = scaledDifference(x.on, z.on, distance.start, on);
  await expectList(lambda, (i, k) => scale * mask(i, k) * (x.values[i]![k]! - z.values[i]![k]!));

  const product: Reference = (i, k) => x.values[i]![k]! * y.values[i]![k]!;
  await expectNumbers(innerProduct(x.on, y.on), [totals(product).reduce(add)]);
  await expectNumbers(innerProduct([x.on[2]!], [y.on[2]!]), [total(product, 2)]);
  await expectNumbers(innerProduct(x.on, [null, y.on[1]!, null, null]), [total(product, 1)]);
  expect(await read(innerProduct([], []))).toEqual(Float32Array.of(0));
});

it.each([
  [1, 2],
  [3, 10],
  [300, 7],
])("cross-entropy of %i rows of %i classes", async (n, classes) => {
  const z = samples.normal([n, classes], 4);
  const zDot = samples.normal([n, classes]);
  const y = samples.probabilities(n, classes);
  const [logits, dots, targets] = [z, zDot, y].map((values) => tensor(values, [n, classes]));
  const rows = { loss: 0, gradient: [] as number[], gradientDot: [] as number[], targetsDot: [] as number[] };
  for (let i = 0; i < n; i++) {
    const row = [...z.subarray(i * classes, (i + 1) * classes)];
    const top = Math.max(...row);
    const sum = row.map((value) => Math.exp(value - top)).reduce(add);
    const s = row.map((value) => Math.exp(value - top) / sum);
    const at = (list: Float32Array, j: number): number => list[i * classes + j]!;
    const mean = s.map((p, j) => p * at(zDot, j)).reduce(add);
    row.forEach((value, j) => {
      rows.loss -= (at(y, j) * (value - top - Math.log(sum))) / n;
      rows.gradient.push((s[j]! - at(y, j)) / n);
      rows.gradientDot.push((s[j]! * (at(zDot, j) - mean)) / n);
      rows.targetsDot.push((mean - at(zDot, j)) / n);
    });
  }
  const tangent = crossEntropyTangent(logits!, dots!);
  await expectNumbers(crossEntropy(logits!, targets!), [rows.loss]);
  await expectNumbers(crossEntropyGradient(logits!, targets!), rows.gradient);
  expect(relativeError(await read(tangent.gradientDot), rows.gradientDot)).toBeLessThan(4e-6);
  await expectNumbers(tangent.targetsDot, rows.targetsDot);
});

it("takes rows, some of them again", async () => {
  const values = samples.normal([5, 2, 3]);
  const rows = Int32Array.of(4, 0, 4, 2);
  const taken = takeRows(tensor(values, [5, 2, 3]), rows);
  expect(taken.shape).toEqual([4, 2, 3]);
  expect([...(await read(taken))]).toEqual(
    [...rows].flatMap((row) => [...values.subarray(row * 6, row * 6 + 6)]),
  );
});

it("adds rows to where they were taken from", async () => {
  const values = samples.normal([5, 2, 3]);
  const sums = addRows(tensor(values, [5, 2, 3]), Int32Array.of(3, 0, 3, 3, 1), 4);
  const wanted = new Float64Array(4 * 6);
  [3, 0, 3, 3, 1].forEach((row, k) => {
    for (let e = 0; e < 6; e++) wanted[row * 6 + e]! += values[k * 6 + e]!;
  });
  expect(sums.shape).toEqual([4, 2, 3]);
  await expectNumbers(sums, [...wanted]);
});

it("more elements than one row of workgroups has threads for", async () => {
  const count = 65_535 * 64 + 200;
  const x = tensor(samples.normal([count]), [count]);
  const values = await read(x);
  const sum = await read(sumScaled(x, 0.5, x));
  expect(sum.every((value, k) => value === Math.fround(values[k]! + 0.5 * values[k]!))).toBe(true);

  // 32 × 32 pixels of one channel, each taken from the pixel to its right; the adjoint gives it back.
  const images = Math.ceil(count / 1024);
  const pixels = tensor(samples.normal([images, 32, 32, 1]), [images, 32, 32, 1]);
  const given = await read(pixels);
  const map = tensor(
    Float32Array.from({ length: 6 * images }, (_, k) => [1, 0, 1, 0, 1, 0][k % 6]!),
    [images, 6],
  );
  const shifted = await read(affineSample(pixels, map, false));
  expect(shifted.every((value, k) => value === (k % 32 === 31 ? 0 : given[k + 1]))).toBe(true);
  const back = await read(affineSample(pixels, map, true));
  expect(back.every((value, k) => value === (k % 32 === 0 ? 0 : given[k - 1]))).toBe(true);
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
