/** From learned values to what is shown, and what is said of it. */
import { expect, it } from "vitest";
import { displayRgba, displayWords, toDisplay, type PixelSpace } from "./display";
import { normaliseBatch } from "./normalise";

const mean = [0.5, 0.4, 0.3];
const std = [0.25, 0.2, 0.1];
const pixels = Uint8Array.from({ length: 3 * 2 * 2 * 3 }, (_, at) => (at * 37) % 256);
const split = { pixels, labels: new Uint8Array(3), count: 3 };
const space: PixelSpace = { size: 2, channels: 3, mean, std };
const grey: PixelSpace = { size: 2, channels: 1, mean: [0.5], std: [0.25] };

it("comes back to the same bytes, opaque", () => {
  const rgba = displayRgba(normaliseBatch(split, [0, 1, 2], mean, std), space);
  expect(rgba.length).toBe(48);
  for (let pixel = 0; pixel < 12; pixel++) {
    expect([...rgba.subarray(4 * pixel, 4 * pixel + 4)]).toEqual([
      ...pixels.subarray(3 * pixel, 3 * pixel + 3),
      255,
    ]);
  }
});

it("repeats grey and clamps what lies outside", () => {
  const rgba = displayRgba(Float32Array.of(-9, 9, 0, NaN), grey);
  expect([...rgba]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 128, 128, 128, 255, 0, 0, 0, 255]);
});

it("stretches each image from its least to its greatest value", () => {
  const shown = toDisplay(Float32Array.of(0, 0.1, 0.2, 0.1, -0.3, -0.3, 0.3, 0), grey, "stretched");
  expect([...shown.subarray(0, 4)].map((value) => Math.round(1000 * value))).toEqual([0, 500, 1000, 500]);
  expect([shown[4], shown[6]]).toEqual([0, 1]);
  expect(toDisplay(new Float32Array(4), grey, "stretched").every((value) => value === 0)).toBe(true);
});

it("shows raw values on one scale, mean in the middle, and cuts beyond 2.5 deviations", () => {
  const values = Float32Array.from({ length: 400 }, (_, i) => (i === 0 ? 100 : i % 2));
  const shown = toDisplay(values, grey, "raw");
  expect(shown[0]).toBe(1);
  expect(shown[2]! + 0).toBeLessThan(shown[1]!);
  const evenly = toDisplay(Float32Array.of(-1, 1, -1, 1), grey, "raw");
  expect([...evenly]).toEqual([Math.fround(0.3), Math.fround(0.7), Math.fround(0.3), Math.fround(0.7)]);
});

it("shows a whitening that is pending raw, and says so", () => {
  const pending: PixelSpace = { ...grey, zca: "pending" };
  const values = Float32Array.of(-1, 1, -1, 2);
  expect(toDisplay(values, pending)).toEqual(toDisplay(values, grey, "raw"));
  expect(displayWords(pending)).toMatch(/as they were learned, whitened/);
  expect(displayWords(grey)).toMatch(/de-normalised, cut to 0–255/);
  expect(displayWords(grey, "stretched")).toMatch(/2\.5 standard deviations/);
});
