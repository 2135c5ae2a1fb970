/** Bytes to normalised or whitened floats. */
import { expect, it } from "vitest";
import { normaliseBatch } from "./normalise";

const mean = [0.5, 0.4, 0.3];
const std = [0.25, 0.2, 0.1];
const pixels = Uint8Array.from({ length: 3 * 2 * 2 * 3 }, (_, at) => (at * 37) % 256);
const split = { pixels, labels: new Uint8Array(3), count: 3 };

it("gathers rows as (pixel/255 − mean)/std, channels last, in the asked order", () => {
  const batch = normaliseBatch(split, [2, 0], mean, std);
  expect(batch.length).toBe(24);
  for (let at = 0; at < 24; at++) {
    const byte = pixels[(at < 12 ? 24 : -12) + at]!;
    expect(batch[at]).toBeCloseTo((byte / 255 - mean[at % 3]!) / std[at % 3]!, 5);
  }
});

it("fills a given array, and refuses one that is too short or an image that is not there", () => {
  const out = new Float32Array(30).fill(9);
  expect(normaliseBatch(split, Int32Array.of(1), mean, std, out)).toBe(out);
  expect(out[12]).toBe(9);
  expect(() => normaliseBatch(split, [0, 1, 2], mean, std, out)).toThrow(RangeError);
  expect(() => normaliseBatch(split, [3], mean, std)).toThrow(RangeError);
});

it("hands out whitened values where there are any, and nothing where they are still to come", () => {
  const values = Float32Array.from({ length: 36 }, (_, at) => at / 8);
  expect([...normaliseBatch({ ...split, values }, [1, 0], mean, std)]).toEqual([
    ...values.subarray(12, 24),
    ...values.subarray(0, 12),
  ]);
  expect(() => normaliseBatch({ ...split, values: new Float32Array(0) }, [0], mean, std)).toThrow(/whitened/);
});
