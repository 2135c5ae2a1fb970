import { decode } from "fast-png";
import { expect, it } from "vitest";
import { dotPlotPng } from "./dot-plot";

const accuracy = (mean: number, std: number) => ({ mean, std, values: [mean - std, mean + std] });

/** Columns that hold at least one pixel of the dots' dark green, within the rows given. */
function darkColumns(png: Uint8Array, from: number, to: number): number[] {
  const { width, data } = decode(png);
  const columns = new Set<number>();
  for (let y = from; y < to; y++) {
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 3] === 11 && data[(y * width + x) * 3 + 1] === 95) columns.add(x);
    }
  }
  return [...columns].toSorted((a, b) => a - b);
}

it("draws a higher accuracy further to the right, its whisker as wide as two standard deviations", () => {
  const png = dotPlotPng("Stages against one stage", [
    { label: "3 stages", accuracy: accuracy(0.8, 0.05), random: accuracy(0.45, 0.02) },
    { label: "1 stage", accuracy: accuracy(0.6, 0.1), random: null },
  ]);
  const first = darkColumns(png, 50, 84);
  const second = darkColumns(png, 84, 118);
  const middle = (columns: number[]): number => (columns[0]! + columns.at(-1)!) / 2;
  // From 40 to 90 %: 560 pixels for 50 points.
  expect(middle(first) - middle(second)).toBeCloseTo((0.2 / 0.5) * 560, -0.5);
  expect(second.at(-1)! - second[0]!).toBeCloseTo((0.2 / 0.5) * 560, -0.5);
});
