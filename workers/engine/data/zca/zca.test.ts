/** Whitening against its formula in float64: exact moments, roots, the round trip, and the same bits every time. */
import { describe, expect, it } from "vitest";
import { relativeError } from "../../golden/check";
import { rowMoments } from "../../golden/zca-check";
import { Random } from "../../tensor/random";
import { matrixFunction } from "../../testing/jacobi";
import { unwhiten } from "../display";
import type { ImageSplit } from "../dataset";
import { byteMoments } from "./covariance";
import { inverseRoot, scalings } from "./inverse-root";
import { RowMap } from "./row-map";
import { whitenSplit } from "./whiten";
import { fitZca, zcaEpsilon, type Zca } from "./zca";

function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Images of slowly changing brightness, as natural ones are, and some noise. */
function smooth(count: number, dims: number): ImageSplit {
  const random = Random.stream(1, `smooth ${count} × ${dims}`);
  const pixels = new Uint8Array(count * dims);
  for (let image = 0; image < count; image++) {
    const [level, slope] = [random.between(20, 235), random.between(-80, 80)];
    for (let k = 0; k < dims; k++) {
      const value = level + (slope * k) / dims + 8 * random.normal();
      pixels[image * dims + k] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { pixels, labels: new Uint8Array(count), count };
}

/** In units of 1/255, so that every value is a whole number. */
const reference = ({ pixels, count }: ImageSplit) => rowMoments(pixels, pixels.length / count);

/** T and T⁻¹ in float64 by eigenvectors. */
function referenceRoots(split: ImageSplit): { transform: Float64Array; inverse: Float64Array } {
  const { dims, covariance } = reference(split);
  const regularised = Float64Array.from({ length: dims * dims }, (_, at) => {
    const [i, j] = [Math.floor(at / dims), at % dims];
    return covariance(i, j) / 255 ** 2 + (i === j ? zcaEpsilon : 0);
  });
  return {
    transform: matrixFunction(regularised, dims, (value) => 1 / Math.sqrt(value)),
    inverse: matrixFunction(regularised, dims, Math.sqrt),
  };
}

/** The largest element of |A B − I|. */
function distanceFromIdentity(a: Float32Array, b: Float32Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}

const isSymmetric = (m: Float32Array, n: number): boolean =>
  m.every((value, at) => value === m[(at % n) * n + Math.floor(at / n)]);

describe("moments of bytes", () => {
  it.each([
    [7, 12, undefined],
    [40, 48, undefined],
    [1301, 21, undefined],
    [1301, 21, 600],
  ])("are exact: %i images of %i values, %s at a time", (count, dims, most) => {
    const split = smooth(count, dims);
    const ours = finished(byteMoments(split, most));
    const exact = reference(split);
    for (let i = 0; i < dims; i++) {
      expect(ours.mean[i]).toBeCloseTo(exact.mean[i]! / 255, 12);
      for (let j = 0; j <= i; j++) {
        expect(ours.covariance(i, j)).toBeCloseTo(exact.covariance(i, j) / 255 ** 2, 12);
      }
    }
  });
});

describe("roots", () => {
  it.each([
    [60, 12],
    [300, 48],
    [20, 50],
    [40, 75],
  ])("of %i images of %i values are those of the eigenvectors", (count, dims) => {
    const split = smooth(count, dims);
    const zca = finished(fitZca(split));
    const exact = referenceRoots(split);
    expect(relativeError(zca.transform, exact.transform)).toBeLessThan(2e-6);
    expect(relativeError(zca.inverse, exact.inverse)).toBeLessThan(2e-6);
    expect(distanceFromIdentity(zca.transform, zca.inverse, dims)).toBeLessThan(3e-6);
    expect(isSymmetric(zca.transform, dims)).toBe(true);
    expect(isSymmetric(zca.inverse, dims)).toBe(true);
  });

  it("of a matrix of zeros are those of ε", () => {
    const { transform, inverse } = finished(inverseRoot(3, () => 0, zcaEpsilon));
    transform.forEach((value, at) => expect(value).toBeCloseTo(at % 4 === 0 ? 1 / Math.sqrt(0.1) : 0, 6));
    inverse.forEach((value, at) => expect(value).toBeCloseTo(at % 4 === 0 ? Math.sqrt(0.1) : 0, 6));
  });

  it("are near after the steps that the scaling foresees", () => {
    const lower = Math.sqrt(0.1 / 60);
    const alphas = scalings(lower);
    expect(alphas).toHaveLength(7);
    for (const start of [lower, 0.1, 0.5, 1]) {
      const end = alphas.reduce((x, alpha) => (alpha * x * (3 - (alpha * x) ** 2)) / 2, start);
      expect(end).toBeCloseTo(1, 6);
    }
  });
});

describe("whitening", () => {
  const split = smooth(300, 75);
  const zca: Zca = finished(fitZca(split));

  it("is (x − μ) T, and comes back", () => {
    const few = { pixels: split.pixels.subarray(0, 75 * 131), labels: new Uint8Array(131), count: 131 };
    const values = finished(whitenSplit(few, zca, new RowMap(zca.transform, 75)));
    for (const image of [0, 7, 128, 130]) {
      for (let j = 0; j < 75; j++) {
        let sum = 0;
        for (let k = 0; k < 75; k++) {
          sum += (few.pixels[image * 75 + k]! / 255 - zca.mean[k]!) * zca.transform[k * 75 + j]!;
        }
        expect(values[image * 75 + j]).toBeCloseTo(sum, 5);
      }
    }
    const back = unwhiten(values, zca);
    back.forEach((value, i) => expect(255 * value).toBeCloseTo(few.pixels[i]!, 2));
  });

  it("has the same bits every time, and tells how far it is", () => {
    const shares: number[] = [];
    const again = fitZca(split);
    let step = again.next();
    for (; !step.done; step = again.next()) shares.push(step.value);
    expect(step.value).toEqual(zca);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.8);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
});
