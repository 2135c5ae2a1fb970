import { expect, test } from "vitest";
import { imageGap } from "./layout";
import { paintGrid } from "./paint";

const color = (index: number): readonly number[] => [index % 256, index >> 8, 77, 255];

test.each([
  { rows: 3, columns: 2, size: 4 },
  // 76,800 pixels on top of each other, taller than any canvas.
  { rows: 200, columns: 6, size: 64 },
])("draws every image of $rows × $columns at $size pixels", ({ rows, columns, size }) => {
  const count = rows * columns;
  const pixels = new Uint8ClampedArray(count * size * size * 4);
  for (let index = 0; index < count; index++) {
    for (let at = 0; at < size * size; at++) pixels.set(color(index), (index * size * size + at) * 4);
  }
  const canvas = document.createElement("canvas");
  // One column less is shown than there is.
  paintGrid(canvas, { pixels, size, columns }, rows, columns - 1, { scale: 1 }, 1);
  const context = canvas.getContext("2d")!;
  const pitch = size + imageGap;
  for (const [row, column] of [
    [0, 0],
    [rows >> 1, columns - 2],
    [rows - 1, 0],
    [rows - 1, columns - 2],
  ] as const) {
    const seen = context.getImageData(column * pitch + 1, row * pitch + 1, 1, 1).data;
    expect([...seen], `${row}, ${column}`).toEqual(color(row * columns + column));
  }
});
