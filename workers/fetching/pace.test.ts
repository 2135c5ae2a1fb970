import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pace } from "./pace";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells ten times a second at most, and of the last piece though no other comes behind it", () => {
  let there = 0;
  const told: number[] = [];
  const pace = new Pace(
    () => performance.now(),
    () => told.push(there),
  );
  for (const bytes of [1, 2, 3]) {
    there += bytes;
    pace.moved(bytes);
    pace.tell();
  }
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 6]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([1, 6]);
});

it("tells nothing once it has ended", () => {
  const say = vi.fn<() => void>();
  const pace = new Pace(() => performance.now(), say);
  pace.tell();
  pace.tell();
  pace.end();
  vi.advanceTimersByTime(1000);
  expect(say).toHaveBeenCalledTimes(1);
});
