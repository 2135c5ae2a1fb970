import { expect, test } from "vitest";
import { comparedSide } from "./comparedSide";

const run = (...columns: number[]) => ({ labelWidth: 75, columns });

test("few images are drawn large, many so that the runs stand beside each other", () => {
  expect(comparedSide([run(1, 1, 1), run(1, 1, 1)], 1138)).toBe(48);
  expect(comparedSide([run(3, 3, 3), run(3, 3, 3)], 1138)).toBe(48);
  expect(comparedSide([run(4, 4, 4), run(4, 4, 4)], 1138)).toBe(32);
  expect(comparedSide([run(10, 10, 10), run(10, 10, 10)], 1138)).toBe(32);
  expect(comparedSide([run(1, 1, 1), run(1, 1, 1)], 294)).toBe(32);
});
