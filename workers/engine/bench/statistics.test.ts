import { expect, test } from "vitest";
import { median, timingOf } from "./statistics";

test("the median of odd and even counts, whatever their order", () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(() => median([])).toThrow(RangeError);
});

test("a timing keeps the extremes", () => {
  expect(timingOf([3, 1, 2], 5)).toEqual({ median: 2, min: 1, max: 3, samples: 3, runs: 5 });
});
