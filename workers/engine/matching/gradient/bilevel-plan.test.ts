import { describe, expect, test } from "vitest";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import { bilevelPlan, isCollective, positionOf } from "./bilevel-plan";

const { bilevel } = defaultRecipe("dc");

describe("the loops of gradient matching", () => {
  test("take the released code's numbers for its own IPC, and 500 / IPC between them", () => {
    const plans = [1, 2, 3, 10, 20, 30, 40, 50, 100, 1000].map((ipc) => bilevelPlan(bilevel, ipc));
    expect(plans.map(({ updates }) => updates)).toEqual([1, 2, 3, 10, 20, 30, 40, 50, 100, 1000]);
    expect(plans.map(({ epochs }) => epochs)).toEqual([1, 250, 167, 50, 25, 20, 15, 10, 5, 1]);
  });

  test("take the recipe's numbers where it has any", () => {
    expect(bilevelPlan({ ...bilevel, outerSteps: 7, innerEpochs: 4 }, 10)).toEqual({ updates: 7, epochs: 4 });
  });

  test("run over iterations, with no training after the last update of a network", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((iteration) => positionOf(iteration, 3))).toEqual([
      { outer: 0, inner: 0, trains: true },
      { outer: 0, inner: 1, trains: true },
      { outer: 0, inner: 2, trains: false },
      { outer: 1, inner: 0, trains: true },
      { outer: 1, inner: 1, trains: true },
      { outer: 1, inner: 2, trains: false },
      { outer: 2, inner: 0, trains: true },
    ]);
    expect(positionOf(4, 1)).toEqual({ outer: 3, inner: 0, trains: false });
  });
});

describe("DCC's warm-up", () => {
  test("is class by class for the first ten updates of the first networks", () => {
    const collective = (outer: number, inner: number): boolean => isCollective({ outer, inner }, 250);
    expect([collective(0, 0), collective(0, 9), collective(249, 9)]).toEqual([false, false, false]);
    expect([collective(0, 10), collective(249, 10), collective(250, 0)]).toEqual([true, true, true]);
    expect(isCollective({ outer: 0, inner: 0 }, 0)).toBe(true);
  });
});
