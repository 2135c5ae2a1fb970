/**
 * The augmentations in float64 as sparse matrices over pixels, from the formulas of DSA in normalised coordinates
 * (−1 … 1 from the first pixel's centre to the last one's).
 */
import type { OpDraws } from "../data/augmentation";
import type { Shape } from "./reference-layers";
import { add, leaf, linear, type Sparse, type Value } from "./tape";

type Entry = readonly [row: number, column: number, weight: number];

/** Which pixels of an image make pixel (i, j), for one channel. */
type Taps = (i: number, j: number) => readonly Entry[];

/** The four neighbours of the point (x, y), each weighted by its closeness. */
function bilinearTaps(x: number, y: number, size: number): Entry[] {
  const [column, row] = [((x + 1) / 2) * (size - 1), ((y + 1) / 2) * (size - 1)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, down] = [column - left, row - top];
  return [
    [top, left, (1 - down) * (1 - right)],
    [top, left + 1, (1 - down) * right],
    [top + 1, left, down * (1 - right)],
    [top + 1, left + 1, down * right],
  ];
}

function geometric(op: OpDraws["op"], draws: readonly number[], size: number): Taps {
  const [first, second] = draws as [number, number];
  const coordinate = (index: number): number => (2 * index) / (size - 1) - 1;
  switch (op) {
    case "flip":
      return (i, j) => [[i, first < 0.5 ? size - 1 - j : j, 1]];
    case "crop":
      return (i, j) => [[i + first, j + second, 1]];
    case "scale": {
      const [sx, sy] = [first, second].map((u) => 1 / 1.2 + u * (1.2 - 1 / 1.2)) as [number, number];
      return (i, j) => bilinearTaps(sx * coordinate(j), sy * coordinate(i), size);
    }
    case "rotate": {
      const angle = ((first - 0.5) * 2 * 15 * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return (i, j) => {
        const [x, y] = [coordinate(j), coordinate(i)];
        return bilinearTaps(cos * x - sin * y, sin * x + cos * y, size);
      };
    }
    default: {
      const side = Math.floor(size * 0.5 + 0.5);
      const clamp = (index: number): number => Math.max(0, Math.min(size - 1, index));
      const erased = (centre: number): Set<number> =>
        new Set(Array.from({ length: side }, (_, k) => clamp(centre - Math.floor(side / 2) + k)));
      const [rows, columns] = [erased(first), erased(second)];
      return (i, j) => (rows.has(i) && columns.has(j) ? [] : [[i, j, 1]]);
    }
  }
}

/** The linear part of one op on images of `shape`. */
function matrix({ op, draws }: OpDraws, [n, size, , channels]: Shape): Sparse {
  const at = (image: number, i: number, j: number, c: number): number =>
    ((image * size + i) * size + j) * channels + c;
  const [to, from, weight]: [number[], number[], number[]] = [[], [], []];
  const entry = (target: number, source: number, w: number): void => {
    to.push(target);
    from.push(source);
    weight.push(w);
  };
  const pixels = size * size;
  for (let e = 0; e < n * pixels * channels; e++) {
    const c = e % channels;
    const j = Math.floor(e / channels) % size;
    const i = Math.floor(e / (channels * size)) % size;
    const image = Math.floor(e / (channels * pixels));
    const u = draws[image]![0]!;
    if (op === "brightness") {
      entry(e, e, 1);
    } else if (op === "saturation") {
      entry(e, e, 2 * u);
      for (let other = 0; other < channels; other++) entry(e, at(image, i, j, other), (1 - 2 * u) / channels);
    } else if (op === "contrast") {
      entry(e, e, u + 0.5);
      const all = pixels * channels;
      for (let other = 0; other < all; other++) entry(e, image * all + other, (0.5 - u) / all);
    } else {
      for (const [row, column, w] of geometric(op, draws[image]!, size)(i, j)) {
        if (row >= 0 && row < size && column >= 0 && column < size) entry(e, at(image, row, column, c), w);
      }
    }
  }
  return { size: n * pixels * channels, to, from, weight };
}

/** One op applied to images of `shape`. */
export function augmented(x: Value, given: OpDraws, shape: Shape): Value {
  const moved = linear(x, matrix(given, shape));
  if (given.op !== "brightness") return moved;
  const each = x.values.length / given.draws.length;
  return add(moved, leaf(x.values.map((_, e) => given.draws[Math.floor(e / each)]![0]! - 0.5)));
}
