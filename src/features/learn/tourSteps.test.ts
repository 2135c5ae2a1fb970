import { describe, expect, it } from "vitest";
import type { PartProgress } from "../../../workers/protocol/events";
import { methodNames, trajectoryMethods } from "../../../workers/protocol/methods/names";
import { withMethod } from "../../../workers/protocol/recipe/defaults";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { presetRecipe } from "../../runs/recipe/address";
import { tourSteps, type TourFacts } from "./tourSteps";

const demo = presetRecipe("demo");
const before = (recipe: Recipe): TourFacts => ({
  recipe,
  phase: "idle",
  parts: [],
  latest: null,
  accuracy: null,
});
const ids = (recipe: Recipe): string[] => tourSteps(recipe).map(({ id }) => id);

describe("the tour", () => {
  it.each(methodNames)("has at most twelve steps with words for %s", (method) => {
    const recipe = withMethod(demo, method);
    const steps = tourSteps(recipe);
    expect(steps.length).toBeLessThanOrEqual(12);
    expect(new Set(ids(recipe)).size).toBe(steps.length);
    const facts = before(recipe);
    const all = steps.map((step) => `${step.text(facts)} ${step.notice?.(facts).text ?? ""}`).join(" ");
    expect(all).not.toMatch(/undefined|NaN|\[object/);
    // Experts and students belong to the methods that have them.
    expect(/\bstudent begins\b/.test(all)).toBe(trajectoryMethods.includes(method));
  });

  it("leaves out what the recipe leaves out", () => {
    expect(ids(demo)).toContain("conditioning");
    expect(ids(withSetting(demo, "stages.count", 1) as Recipe)).not.toContain("conditioning");
    const without = withSetting(demo, "stages.transition", false) as Recipe;
    expect(ids(without)).not.toContain("transition");
    expect(ids(without)).toContain("conditioning");
  });

  it("notices where the run is", () => {
    const step = tourSteps(demo).find(({ id }) => id === "expert")!;
    const part: PartProgress = {
      id: "experts",
      kind: "experts",
      title: "Experts",
      stage: 0,
      state: "running",
      done: 3,
      total: 18,
      unit: "epochs",
      seconds: 1,
      secondsLeft: 5,
    };
    expect(step.notice!(before(demo)).reached).toBe(false);
    expect(step.notice!({ ...before(demo), phase: "running", parts: [part] })).toEqual({
      reached: true,
      text: "Experts: under way, 3 of 18 epochs.",
    });
  });
});
