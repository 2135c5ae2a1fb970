import { describe, expect, test } from "vitest";
import { detailOf, saturationOf, stageFigures } from "./stage-figures";

const size = 16;
type Color = readonly [number, number, number];

/** An image of a colour at each place. */
function image(color: (x: number, y: number) => Color): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixels.set(color(x, y), 4 * (y * size + x));
  }
  return pixels;
}
const grey = (value: number): Color => [value, value, value];
const wave = (cycles: number, along: (x: number, y: number) => number) =>
  image((x, y) => grey(Math.round(128 + 100 * Math.cos((2 * Math.PI * cycles * along(x, y)) / size))));

describe("saturation", () => {
  test("is 0 for grey and black, 1 for a pure colour, and between for a pale one", () => {
    expect(saturationOf(image(() => grey(90)))).toBe(0);
    expect(saturationOf(image(() => grey(0)))).toBe(0);
    expect(saturationOf(image(() => [200, 0, 0]))).toBe(1);
    expect(saturationOf(image(() => [200, 150, 100]))).toBe(0.5);
    expect(saturationOf(image((x) => (x < 4 ? [0, 0, 50] : grey(50))))).toBe(0.25);
  });
});

describe("detail", () => {
  test("is the share of the energy above an eighth of a cycle per pixel", () => {
    expect(
      detailOf(
        image(() => grey(77)),
        size,
      ),
    ).toBe(0);
    for (const along of [(x: number) => x, (_: number, y: number) => y, (x: number, y: number) => x + y]) {
      expect(detailOf(wave(1, along), size)).toBeLessThan(0.01);
      expect(detailOf(wave(5, along), size)).toBeGreaterThan(0.99);
    }
    expect(
      detailOf(
        image((x, y) => grey((x + y) % 2 ? 0 : 255)),
        size,
      ),
    ).toBeCloseTo(1);
  });

  test("adds the energies of two waves, and knows no mean", () => {
    const two = (offset: number) =>
      image((x, y) => {
        const [slow, fast] = [x, y].map((at, i) => Math.cos((2 * Math.PI * (i ? 6 : 1) * at) / size));
        return grey(offset + 30 * slow! + 60 * fast!);
      });
    expect(detailOf(two(100), size)).toBeCloseTo(0.8, 2);
    expect(detailOf(two(130), size)).toBeCloseTo(0.8, 2);
  });
});

describe("a block", () => {
  test("has the mean and the spread of its images", () => {
    const [red, flat] = [image(() => [9, 0, 0]), image(() => grey(9))];
    const figures = stageFigures({ pixels: new Uint8ClampedArray([...red, ...flat]), size });
    expect(figures).toEqual({ saturation: { mean: 0.5, std: 0.5 }, detail: { mean: 0, std: 0 }, count: 2 });
  });

  test("knows no image where a class has fewer", () => {
    const [red, none] = [image(() => [9, 0, 0]), new Uint8ClampedArray(size * size * 4)];
    const figures = stageFigures({ pixels: new Uint8ClampedArray([...none, ...red, ...none]), size });
    expect(figures.saturation).toEqual({ mean: 1, std: 0 });
    expect(figures.count).toBe(1);
  });

  test("is measured in bounded time, however many images it has", () => {
    const pixels = new Uint8ClampedArray(4 * 5000).fill(255);
    expect(stageFigures({ pixels, size: 1 }).count).toBe(1000);
  });
});
