import { describe, expect, test } from "vitest";
import { mostReal, type ClassBlock } from "../../../protocol/image-map";
import { Random } from "../../tensor/random";
import { axisEnds, boundedReal, imagePlane, placeImages } from "./image-plane";

type Color = readonly [number, number, number];

/** Images of one pixel; null is none. */
function block(columns: number, colors: readonly (Color | null)[]): ClassBlock {
  const pixels = new Uint8ClampedArray(colors.flatMap((color) => (color ? [...color, 255] : [0, 0, 0, 0])));
  return { pixels, size: 1, columns };
}

/**
 * Four colours around (128, 128, 128): ± 60 (1, 1, 1) and ± 30 (1, −1, 0). Divided by √3 the first pair lies 60 from the
 * mean and the second √600, at right angles: λ₁ = 2 · 3600 / 4, λ₂ = 2 · 600 / 4, of 2100 in all.
 */
const cross = block(2, [
  [188, 188, 188],
  [68, 68, 68],
  [158, 98, 128],
  [98, 158, 128],
]);
const close = (actual: Iterable<number>, wanted: readonly number[]): void => {
  for (const [i, value] of Array.from(actual).entries()) expect(value).toBeCloseTo(wanted[i]!, 9);
};

describe("the plane of real images", () => {
  const plane = imagePlane(cross)!;

  test("has the axes and the shares that are worked out by hand", () => {
    close(plane.shares, [6 / 7, 1 / 7]);
    close(plane.deviations, [Math.sqrt(1800), Math.sqrt(300)]);
    close(plane.axes[0], [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)]);
    // Of the two that are as large as one another the first is positive, whatever the rounding.
    close(plane.axes[1], [Math.SQRT1_2, -Math.SQRT1_2, 0]);
    expect(plane.count).toBe(4);
  });

  test("puts the real images, and others, at their places and distances", () => {
    const up = Math.sqrt(600);
    const real = placeImages(plane, cross, true);
    close(real.places, [60, 0, -60, 0, 0, up, 0, -up]);
    close(real.fromMean, [60, 60, Math.sqrt(600), Math.sqrt(600)]);
    // Each from the other image of its class.
    close(real.fromClass, [120, 120, 2 * Math.sqrt(600), 2 * Math.sqrt(600)]);
    expect(real.spread ** 2).toBeCloseTo((2 * 3600 + 2 * 600) / 3, 9);
    close(
      real.spreads.map((spread) => spread ** 2),
      [2 * 3600, 2 * 600],
    );
    // (0, 0, −60) is (−20, −20, −20), on the first axis, and (20, 20, −40), across the plane: 3600 / 3 = 400 + 800.
    const other = placeImages(plane, block(1, [[128, 128, 68], null]));
    close(other.places.slice(0, 2), [-20, 0]);
    expect(other.fromMean[0]! ** 2).toBeCloseTo(1200, 9);
    expect(other.fromClass[0]! ** 2).toBeCloseTo(1200, 9);
    expect([...other.places.slice(2), other.fromMean[1], other.fromClass[1]]).toEqual([NaN, NaN, NaN, NaN]);
    expect([other.spread, ...other.spreads]).toEqual([NaN, NaN, NaN]);
  });

  test("shows an axis by what lies two standard deviations down and up, cut to the levels there are", () => {
    const { pixels } = axisEnds(plane);
    expect([...pixels.subarray(0, 8)]).toEqual([43, 43, 43, 255, 213, 213, 213, 255]);
    // 2 √300 along (1, −1, 0) / √2, times √3 for levels.
    const step = Math.round(2 * Math.sqrt(300) * Math.SQRT1_2 * Math.sqrt(3));
    expect([...pixels.subarray(8, 11)]).toEqual([128 - step, 128 + step, 128]);
    expect([...pixels.subarray(12, 15)]).toEqual([128 + step, 128 - step, 128]);
  });

  test("knows no image where a class has fewer, and leaves the rest as it is", () => {
    const [a, b, c, d] = [0, 1, 2, 3].map(
      (i) => [...cross.pixels.subarray(4 * i, 4 * i + 3)] as unknown as Color,
    );
    const thin = imagePlane(block(3, [a!, null, b!, c!, d!, null]))!;
    expect(thin.count).toBe(4);
    close(thin.shares, [6 / 7, 1 / 7]);
    expect(thin.classes.map(({ count }) => count)).toEqual([2, 2]);
    const lonely = imagePlane(block(3, [a!, b!, c!, d!, null, null]))!;
    const real = placeImages(lonely, block(3, [a!, b!, c!, d!, null, null]), true);
    expect(real.fromClass.slice(3)).toEqual(new Float64Array([NaN, NaN, NaN]));
  });

  test("is none where the images are too few or lie on a line", () => {
    expect(imagePlane(block(1, [[1, 2, 3], [4, 9, 6], null]))).toBeNull();
    expect(
      imagePlane(
        block(1, [
          [9, 9, 9],
          [9, 9, 9],
          [9, 9, 9],
        ]),
      ),
    ).toBeNull();
    expect(
      imagePlane(
        block(1, [
          [10, 0, 0],
          [20, 0, 0],
          [40, 0, 0],
          [70, 0, 0],
        ]),
      ),
    ).toBeNull();
  });

  test("is the same at each asking, and no longer than bounded", () => {
    const random = Random.stream(1, "images");
    const pixels = Uint8ClampedArray.from({ length: 3 * 400 * 16 }, (_, at) =>
      at % 4 === 3 ? 255 : random.integer(0, 255),
    );
    const many = { pixels, size: 2, columns: 400 };
    const real = boundedReal(many);
    expect(real.columns).toBe(Math.floor(mostReal / 3));
    expect(real.pixels.slice(real.columns * 16, real.columns * 16 + 16)).toEqual(
      pixels.slice(400 * 16, 401 * 16),
    );
    expect(imagePlane(real)).toEqual(imagePlane(boundedReal(many)));
    expect(boundedReal(cross)).toEqual(cross);
  });
});
