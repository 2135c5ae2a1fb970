import { expect, it } from "vitest";
import { duration, percent, threeDigits } from "./words";

it("tells durations in two units at most", () => {
  expect([-1, 0.4, 59.4, 59.6, 200, 7500].map(duration)).toEqual([
    "0 s",
    "0 s",
    "59 s",
    "1 min 0 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
});

it("tells numbers in three digits", () => {
  expect([0, 1, 3.14159, 1234.5, 0.01234, 0.00001234, 1.5e7].map(threeDigits)).toEqual([
    "0",
    "1",
    "3.14",
    "1230",
    "0.0123",
    "1.23e-5",
    "1.50e+7",
  ]);
});

it("tells accuracies in per cent", () => {
  expect(percent({ mean: 0.4123, std: 0.0126, values: [] })).toBe("41.2 ± 1.3 %");
});
