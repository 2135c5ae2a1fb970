/** The convolution products on webgpu against sums in float64, and their bits against their own. */
import { beforeAll, describe, expect, it } from "vitest";
import { relativeError } from "../../golden/check";
import { elements, Samples } from "../../testing/samples";
import { activate } from "../backend";
import { dispose, read, tensor } from "../memory";
import { convolve, convolveFilterAdjoint, convolveInputAdjoint } from "./convolution";
import { filterParts } from "./convolution-filter-webgpu";

const errors: string[] = [];
beforeAll(() => activate("webgpu", { wasm: "", onDeviceError: ({ message }) => errors.push(message) }));

interface Case {
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputs: number;
  readonly side: number;
  readonly pairs: 1 | 2;
}

type Visit = (x: number, w: number, y: number) => void;

/** Calls with the index in x, w and y of every product in y = x ∗ w. */
function visit({ n, height, width, channels, outputs, side }: Case, each: Visit): void {
  const reach = side >> 1;
  for (let pixel = 0; pixel < n * height * width; pixel++) {
    const i = Math.floor(pixel / width) % height;
    const j = pixel % width;
    for (let a = 0; a < side; a++) {
      for (let b = 0; b < side; b++) {
        const [p, q] = [i + a - reach, j + b - reach];
        if (p < 0 || p >= height || q < 0 || q >= width) continue;
        const from = pixel + (a - reach) * width + b - reach;
        for (let c = 0; c < channels; c++) {
          for (let o = 0; o < outputs; o++) {
            each(from * channels + c, ((a * side + b) * channels + c) * outputs + o, pixel * outputs + o);
          }
        }
      }
    }
  }
}

interface Arrays {
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly u: Float32Array;
}

function shapesOf({ n, height, width, channels, outputs, side }: Case) {
  return {
    x: [n, height, width, channels],
    w: [side, side, channels, outputs],
    u: [n, height, width, outputs],
  } as const;
}

function drawn(one: Case, label: string): Arrays {
  const samples = new Samples(label);
  const { x, w, u } = shapesOf(one);
  return { x: samples.normal(x), w: samples.normal(w), u: samples.normal(u) };
}

/** y, x̄ and w̄ in float64, summed over the pairs. */
function reference(one: Case, pairs: readonly Arrays[]): Float64Array[] {
  const { x, w, u } = shapesOf(one);
  const [y, byX, byW] = [u, x, w].map((shape) => new Float64Array(elements(shape))) as Float64Array[];
  for (const pair of pairs) {
    visit(one, (i, j, k) => {
      y![k]! += pair.x[i]! * pair.w[j]!;
      byX![i]! += pair.u[k]! * pair.w[j]!;
      byW![j]! += pair.u[k]! * pair.x[i]!;
    });
  }
  return [y!, byX!, byW!];
}

async function computed(one: Case, pairs: readonly Arrays[]): Promise<Float32Array[]> {
  const shapes = shapesOf(one);
  const on = pairs.map(({ x, w, u }) => ({
    x: tensor(x, shapes.x),
    w: tensor(w, shapes.w),
    u: tensor(u, shapes.u),
  }));
  const results = [
    convolve(on.map(({ x, w }) => [x, w])),
    convolveInputAdjoint(on.map(({ u, w }) => [u, w])),
    convolveFilterAdjoint(
      on.map(({ x, u }) => [x, u]),
      one.side,
    ),
  ];
  const values: Float32Array[] = [];
  for (const result of results) values.push(await read(result));
  dispose(results, ...on.map(({ x, w, u }) => [x, w, u]));
  return values;
}

const nameOf = ({ n, height, width, channels, outputs, side }: Case): string =>
  `${side}×${side} of [${n},${height},${width},${channels}] to ${outputs}`;

/** Every width of tile, rows that fill no tile, channels read one and four at a time, one pixel, several parts. */
const cases: readonly Case[] = [
  { n: 1, height: 1, width: 1, channels: 1, outputs: 1, side: 3, pairs: 1 },
  { n: 2, height: 5, width: 3, channels: 3, outputs: 4, side: 3, pairs: 2 },
  { n: 2, height: 4, width: 6, channels: 4, outputs: 3, side: 5, pairs: 2 },
  { n: 3, height: 4, width: 4, channels: 8, outputs: 7, side: 1, pairs: 1 },
  { n: 3, height: 7, width: 7, channels: 5, outputs: 12, side: 3, pairs: 2 },
  { n: 5, height: 8, width: 8, channels: 3, outputs: 32, side: 3, pairs: 2 },
  { n: 2, height: 4, width: 4, channels: 36, outputs: 40, side: 3, pairs: 1 },
  { n: 10, height: 16, width: 16, channels: 3, outputs: 8, side: 3, pairs: 2 },
  { n: 2, height: 4, width: 4, channels: 3, outputs: 72, side: 3, pairs: 2 },
  { n: 130, height: 8, width: 8, channels: 4, outputs: 20, side: 1, pairs: 1 },
  { n: 130, height: 8, width: 8, channels: 2, outputs: 36, side: 1, pairs: 2 },
];

describe.each(cases.map((one) => [nameOf(one), one] as const))("%s", (name, one) => {
  it("sums its pairs as float64 does", async () => {
    const pairs = Array.from({ length: one.pairs }, (_, p) => drawn(one, `${name} ${p}`));
    const values = await computed(one, pairs);
    reference(one, pairs).forEach((wanted, i) =>
      expect(relativeError(values[i]!, wanted)).toBeLessThan(2e-6),
    );
  });
});

it("gives the same bits each time, where the stock product adds with atomics", async () => {
  // One image of many channels, and more than 2,000 pixels for each element of the filter.
  const shapes: readonly Case[] = [
    { n: 1, height: 4, width: 4, channels: 240, outputs: 16, side: 3, pairs: 1 },
    { n: 9, height: 16, width: 16, channels: 4, outputs: 16, side: 3, pairs: 1 },
  ];
  for (const one of shapes) {
    const pairs = [drawn(one, "bits")];
    const first = await computed(one, pairs);
    for (let again = 0; again < 5; again++) expect(await computed(one, pairs)).toEqual(first);
  }
});

it("cuts the pixels of a filter's gradient into parts of bounded size", () => {
  expect(filterParts(100, 27, 32)).toBe(1);
  expect(filterParts(10 * 32 * 32, 27, 32)).toBe(20);
  expect(filterParts(256 * 32 * 32, 9 * 128, 128)).toBeLessThanOrEqual(28);
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
