import { expect, test } from "vitest";
import { nearestLine } from "./nearest";

const line = (id: string, ...points: readonly (readonly [number, number])[]) => ({
  id,
  color: "red",
  points: points.map(([x, y]) => ({ x, y })),
});
const lines = [
  line("rising", [0, 0], [10, 10], [10.25, Number.NaN], [11, 0], [20, 0]),
  line("level", [0, 3], [20, 3]),
];
/** Ten pixels for one of y, from 100 at the bottom. */
const toPixel = (y: number): number => 100 - 10 * y;
const at = (x: number, y: number): string | null => nearestLine(lines, x, toPixel(y), toPixel, 12);

test("the line under the pointer is the nearest at its x, between points, too", () => {
  expect(at(8, 7.2)).toBe("rising");
  expect(at(8, 3.5)).toBe("level");
  expect(at(2, 2.4)).toBe("rising");
  expect(at(20, 0.5)).toBe("rising");
});

test("away from all lines, and where a line is interrupted, it is none", () => {
  expect(at(5, 9)).toBeNull();
  expect(at(10.5, 5.5)).toBeNull();
  expect(at(21, 3)).toBeNull();
});
