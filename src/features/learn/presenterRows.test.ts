import { describe, expect, it } from "vitest";
import { splitRows } from "./presenterRows";

describe("the classes of the presenter's picture", () => {
  it("stand in several columns where the room is wide", () => {
    const { columns, side } = splitRows(10, 4, { width: 780, height: 440 }, 20);
    expect(columns).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ]);
    expect(5 * (side + 2) + 40).toBeLessThanOrEqual(440);
    expect(2 * (4 * (side + 2) + 120)).toBeLessThanOrEqual(780);
  });

  it("stand in one column where the room is narrow, and in none without a class", () => {
    expect(splitRows(3, 4, { width: 340, height: 900 }, 16).columns).toEqual([[0, 1, 2]]);
    expect(splitRows(0, 4, { width: 340, height: 900 }, 16).columns).toEqual([]);
  });

  it("are all there, each once, in order, and large enough to be seen", () => {
    for (const classes of [1, 2, 7, 10, 100]) {
      const { columns, side } = splitRows(classes, 3, { width: 1600, height: 900 }, 30);
      expect(columns.flat()).toEqual(Array.from({ length: classes }, (_, row) => row));
      expect(side).toBeGreaterThanOrEqual(32);
    }
  });
});
