/** The ranking within classes and PAD's schedule of data at its corners. */
import { describe, expect, test } from "vitest";
import { allowedRows, poolWithout, rankWithinClasses, shareAdded, type AlignmentSchedule } from "./ranking";

/** Two classes of 20 and 8 images whose difficulty falls with the index. */
const labels = Array.from({ length: 28 }, (_, i) => Number(i >= 20));
const scores = labels.map((_, i) => -i);
const ranking = rankWithinClasses(scores, labels, 2);

/** The settings of PAD's code: IR 0.75, AEE 20, one removal of 10 % after epoch 40, of 100. */
const paper: AlignmentSchedule = {
  initialRatio: 0.75,
  additionEnd: 20,
  removalRatio: 0.1,
  removalStart: 40,
  gradual: false,
  epochs: 100,
};

/** How many images of each class an epoch sees. */
function sizes(epoch: number, schedule: AlignmentSchedule): number[] {
  const rows = Array.from(allowedRows(ranking, epoch, schedule));
  return [rows.filter((row) => row < 20).length, rows.filter((row) => row >= 20).length];
}

describe("the ranking", () => {
  test("is easy first within each class, equal scores by index", () => {
    expect(rankWithinClasses([3, 1, 2, 1, 0], [0, 0, 1, 0, 1], 2).map((rows) => Array.from(rows))).toEqual([
      [1, 3, 0],
      [4, 2],
    ]);
    expect(rankWithinClasses([1], [2], 3).map((rows) => rows.length)).toEqual([0, 0, 1]);
  });
});

describe("PAD's schedule", () => {
  test("adds from the initial ratio to everything, then takes the easiest out at once", () => {
    expect(sizes(0, paper)).toEqual([15, 6]);
    expect(sizes(10, paper)).toEqual([17, 7]); // 0.875 of 20 is 17.5
    expect(sizes(19, paper)).toEqual([19, 7]); // 0.9875
    expect(sizes(20, paper)).toEqual([20, 8]);
    expect(sizes(40, paper)).toEqual([20, 8]);
    expect(sizes(41, paper)).toEqual([18, 8]); // ⌊0.8⌋ of the small class is none
    expect(sizes(99, paper)).toEqual([18, 8]);
  });

  test("adds the hardest last and takes out the easiest, in ascending order of index", () => {
    // The easiest of the first class are 19, 18, …
    expect(Array.from(allowedRows(ranking, 0, paper).slice(0, 3))).toEqual([5, 6, 7]);
    const late = Array.from(allowedRows(ranking, 50, paper));
    expect(late).toEqual([...labels.keys()].filter((row) => row !== 19 && row !== 18));
  });

  test("never takes an image away while it adds", () => {
    for (let epoch = 0; epoch < 40; epoch++) {
      const now = new Set(allowedRows(ranking, epoch + 1, paper));
      expect(Array.from(allowedRows(ranking, epoch, paper)).every((row) => now.has(row))).toBe(true);
    }
  });

  test("sees everything at once where nothing is added or taken out", () => {
    const all = { ...paper, additionEnd: 0, removalRatio: 0, initialRatio: 0.3 };
    for (const epoch of [0, 1, 50, 99]) expect(sizes(epoch, all)).toEqual([20, 8]);
    expect(sizes(0, { ...paper, initialRatio: 1 })).toEqual([20, 8]);
  });

  test("reaches exactly everything whatever the initial ratio", () => {
    for (let ratio = 0.01; ratio < 1; ratio += 0.01) {
      const schedule = { ...paper, initialRatio: ratio };
      expect(shareAdded(20, schedule)).toBe(1);
      expect(shareAdded(0, schedule)).toBe(ratio);
    }
  });

  test("leaves no epoch with everything where the removal follows the addition at once", () => {
    const dense = { ...paper, additionEnd: 40 };
    expect(sizes(40, dense)).toEqual([20, 8]);
    expect(sizes(41, dense)).toEqual([18, 8]);
    const overlapping = { ...paper, additionEnd: 40, removalStart: 10 };
    expect(sizes(30, overlapping)).toEqual([18, 7]); // still adding: 0.9375
    expect(sizes(41, overlapping)).toEqual([18, 8]);
  });

  test("takes out gradually in equal shares, the last epoch without all of them", () => {
    const gradual = {
      ...paper,
      removalRatio: 0.5,
      removalStart: 4,
      additionEnd: 0,
      gradual: true,
      epochs: 10,
    };
    expect([4, 5, 6, 7, 8, 9].map((epoch) => sizes(epoch, gradual)[0])).toEqual([20, 18, 16, 14, 12, 10]);
    expect(sizes(12, gradual)[0]).toBe(10);
  });

  test("works for trainings of one or two epochs", () => {
    const tiny = { ...paper, additionEnd: 0, removalStart: 0, epochs: 2, gradual: true };
    expect(sizes(0, tiny)).toEqual([20, 8]);
    expect(sizes(1, tiny)).toEqual([18, 8]);
    expect(sizes(0, { ...tiny, epochs: 1 })).toEqual([20, 8]);
    expect(sizes(0, { ...paper, additionEnd: 1 })).toEqual([15, 6]);
    expect(sizes(1, { ...paper, additionEnd: 1 })).toEqual([20, 8]);
  });

  test("leaves each class at least one image, and no class none that has none", () => {
    const single = rankWithinClasses([1, 2], [0, 0], 3);
    const harsh = { ...paper, initialRatio: 0.05, removalRatio: 0.9 };
    expect(Array.from(allowedRows(single, 0, harsh))).toEqual([0]);
    expect(Array.from(allowedRows(single, 99, harsh))).toEqual([1]);
  });
});

test("a pool leaves out one end of the ranking of each class", () => {
  const pool = (which: "hardest" | "easiest"): number[][] =>
    poolWithout(ranking, 0.25, which).map((rows) => Array.from(rows));
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  expect(pool("hardest")).toEqual([range(5, 20), range(22, 28)]);
  expect(pool("easiest")).toEqual([range(0, 15), range(20, 26)]);
  expect(poolWithout(ranking, 0, "hardest").map((rows) => rows.length)).toEqual([20, 8]);
  expect(poolWithout(ranking, 0.99, "easiest").map((rows) => rows.length)).toEqual([1, 1]);
});
