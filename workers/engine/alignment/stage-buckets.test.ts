/** The real images of each stage. */
import { expect, test } from "vitest";
import { stageBuckets, type StageBuckets } from "./stage-buckets";

const plain = ({ rows }: StageBuckets): number[][] => rows.map((one) => Array.from(one));

test("a constant increment cuts half-open intervals, the last stage takes everything above", () => {
  const scores = [0, 1, 2, 3, 4, 9, 0, 2, 4];
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1];
  const cut = stageBuckets(scores, labels, 2, 3, { increment: 2, neverLearned: 9 });
  expect(cut.cut).toBe("increment");
  expect(plain(cut)).toEqual([
    [0, 1, 6],
    [2, 3, 7],
    [4, 5, 8],
  ]);
  expect(cut.sizes).toEqual([
    [2, 1],
    [2, 1],
    [2, 1],
  ]);
});

test("what was never learned belongs to the last stage, however wide the intervals are", () => {
  const cut = stageBuckets([0, 6, 4], [0, 0, 0], 1, 2, { increment: 5, neverLearned: 6 });
  expect(plain(cut)).toEqual([[0, 2], [1]]);
});

test("quantiles take over where a stage would have no images of a class", () => {
  const scores = [0, 0, 0, 7, 0, 0, 0, 0];
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];
  const cut = stageBuckets(scores, labels, 2, 2, { increment: 1, neverLearned: 8 });
  expect(cut.cut).toBe("quantiles");
  expect(plain(cut)).toEqual([
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ]);
});

test("quantiles use every image once, harder stage by stage, in nearly equal parts", () => {
  const labels = Array.from({ length: 53 }, (_, i) => i % 4);
  const scores = labels.map((_, i) => (i * 37) % 11);
  const { rows, sizes } = stageBuckets(scores, labels, 4, 5);
  expect(rows.flatMap((one) => Array.from(one)).sort((a, b) => a - b)).toEqual([...labels.keys()]);
  for (const label of [0, 1, 2, 3]) {
    const counts = sizes.map((stage) => stage[label]!);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
    const ofClass = rows.map((one) =>
      Array.from(one)
        .filter((row) => labels[row] === label)
        .map((row) => scores[row]!),
    );
    for (let stage = 1; stage < 5; stage++) {
      expect(Math.min(...ofClass[stage]!)).toBeGreaterThanOrEqual(Math.max(...ofClass[stage - 1]!));
    }
  }
});

test("one stage sees everything; a class smaller than the stages is in as many as it can be", () => {
  expect(plain(stageBuckets([1, 0], [0, 1], 2, 1))).toEqual([[0, 1]]);
  const { sizes } = stageBuckets([0, 1, 0, 1, 2], [0, 0, 1, 1, 1], 2, 3);
  expect(sizes.map((stage) => stage[0]!).reduce((a, b) => a + b)).toBe(2);
  expect(sizes.map((stage) => stage[1]!)).toEqual([1, 1, 1]);
});
