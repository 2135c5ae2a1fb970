import { expect, test } from "vitest";
import { planSweep, type SweepBudget } from "./sweep-plan";

const roomy: SweepBudget = { bytes: Infinity, steps: Infinity };

/** Bytes that a plan holds at its worst moment, beside a step's own. */
function held(steps: number, weightBytes: number, stepBytes: number, budget: SweepBudget): number {
  const { segment, kept } = planSweep(steps, weightBytes, stepBytes, budget);
  return (Math.ceil(steps / segment) + segment - 2) * weightBytes + kept * stepBytes;
}

test("with room for everything, everything is kept", () => {
  expect(planSweep(1, 10, 100, roomy)).toEqual({ segment: 1, kept: 1 });
  expect(planSweep(50, 10, 100, roomy)).toEqual({ segment: 50, kept: 50 });
});

test("weights come first, then as many of the last steps as fit", () => {
  const budget = { bytes: 49 * 10 + 350, steps: Infinity };
  expect(planSweep(50, 10, 100, budget)).toEqual({ segment: 50, kept: 3 });
  expect(planSweep(50, 10, 100, { bytes: 49 * 10, steps: Infinity })).toEqual({ segment: 50, kept: 0 });
});

test("weights that do not fit are stored in part, and the rest of the room is for steps", () => {
  const { segment, kept } = planSweep(50, 100, 100, { bytes: 2000, steps: Infinity });
  expect(segment).toBeGreaterThan(1);
  expect(segment).toBeLessThan(50);
  expect(kept).toBeGreaterThan(0);
  expect(held(50, 100, 100, { bytes: 2000, steps: Infinity })).toBeLessThanOrEqual(2000);
});

test("a hopeless budget gets the plan that needs least: about √N checkpoints and √N weights", () => {
  const { segment, kept } = planSweep(49, 10, 100, { bytes: 0, steps: 0 });
  expect(kept).toBe(0);
  expect(Math.ceil(49 / segment) + segment).toBe(14);
});

test("memory does not grow with N where steps are larger than weights", () => {
  const budget = { bytes: Infinity, steps: 6 };
  for (const [weightBytes, stepBytes] of [[1, 100], [10, 40], [100, 250]] as const) {
    for (let steps = 5; steps <= 50; steps++) {
      const most = 6 * (weightBytes + stepBytes);
      expect(held(steps, weightBytes, stepBytes, budget)).toBeLessThanOrEqual(most);
    }
  }
}); // prettier-ignore
