import { decode } from "fast-png";
import { expect, it } from "vitest";
import { heatMapPng } from "./heat-map";

const cell = (mean: number | null) => ({
  accuracy: mean === null ? null : { mean, std: 0.01 },
  word: "left out",
});

/** Grey-scale lightness of the left upper corner of each cell, found by their known size. */
function corners(png: Uint8Array, rows: number, columns: number): number[][] {
  const { width, height, data } = decode(png);
  const lightness = (x: number, y: number): number => {
    const at = (y * width + x) * 3;
    return (data[at]! + data[at + 1]! + data[at + 2]!) / 3;
  };
  const isFilled = (x: number, y: number): boolean => lightness(x, y) < 255;
  // The first filled square of 40 × 40 from the top is the first cell: letters are smaller.
  for (let y = 0; y < height - 40; y++) {
    for (let x = 0; x < width - 40; x++) {
      if (![0, 10, 20, 30, 40].every((d) => isFilled(x + d, y) && isFilled(x, y + d))) continue;
      let right = x;
      while (isFilled(right, y)) right++;
      let bottom = y;
      while (isFilled(x, bottom)) bottom++;
      const [w, h] = [right - x + 3, bottom - y + 3];
      return Array.from({ length: rows }, (_, r) =>
        Array.from({ length: columns }, (_, c) => lightness(x + c * w + 1, y + r * h + 1)),
      );
    }
  }
  throw new Error("there is no cell");
}

it("is darker where the accuracy is higher, and pale where there is none", () => {
  const png = heatMapPng({
    title: "Stages × IPC per stage",
    rowAxis: "Stages",
    columnAxis: "IPC per stage (images)",
    rows: ["1", "2"],
    columns: ["1", "2", "5"],
    cells: [0.2, 0.4, 0.6, 0.3, 0.5, null].map(cell),
  });
  const [first, second] = corners(png, 2, 3);
  expect(first![0]).toBeGreaterThan(second![0]!);
  expect(second![0]).toBeGreaterThan(first![1]!);
  expect(first![1]).toBeGreaterThan(second![1]!);
  expect(second![1]).toBeGreaterThan(first![2]!);
  expect(second![2], "left out").toBeGreaterThan(first![0]!);
});

it("draws a map of equal accuracies, and one of none", () => {
  const table = { title: "t", rowAxis: "a", columnAxis: "b", rows: ["1"], columns: ["1", "2"] };
  for (const means of [
    [0.5, 0.5],
    [null, null],
  ]) {
    const { width, height } = decode(heatMapPng({ ...table, cells: means.map(cell) }));
    expect(width * height).toBeGreaterThan(0);
  }
});
