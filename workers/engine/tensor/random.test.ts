import { expect, test } from "vitest";
import { Random } from "./random";

const firstTwo = (seed: number, label: string): string => {
  const random = Random.stream(seed, label);
  return `${random.uniform()} ${random.uniform()}`;
};

test("a stream depends on seed and label alone", () => {
  expect(firstTwo(1, "experts")).toBe(firstTwo(1, "experts"));
  expect(firstTwo(1, "experts")).not.toBe(firstTwo(2, "experts"));
  expect(firstTwo(1, "experts")).not.toBe(firstTwo(1, "expert"));
});

test("no two of many streams are the same, as a seed of 32 bits would make some", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => firstTwo(7, `stage 1/network ${i}`));
  expect(new Set(many).size).toBe(many.length);
});

test("streams of close labels have nothing in common: their first numbers are uniform", () => {
  const bins = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) bins[Math.floor(16 * Random.stream(i % 10, `a/${i}`).uniform())]! += 1;
  // 1000 each, with a standard deviation of 31.
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
