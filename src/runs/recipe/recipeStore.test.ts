import { beforeEach, describe, expect, it } from "vitest";
import { changeSetting, choosePreset, recipeStore, resetSetting } from "./recipeStore";

describe("the recipe in the form", () => {
  beforeEach(() => choosePreset("demo"));

  it("keeps what was typed, reports the mistake, and remembers the last good recipe", () => {
    changeSetting("matching.iterations", 55);
    changeSetting("matching.iterations", "many");
    const { recipe, lastRecipe, problems, draft } = recipeStore.getState();
    expect(recipe).toBeNull();
    expect(lastRecipe.matching.iterations).toBe(55);
    expect(problems).toMatchObject([{ path: "matching.iterations" }]);
    expect(draft).toMatchObject({ matching: { iterations: "many" } });
  });

  it("resets one setting to the preset's value", () => {
    changeSetting("stages.count", 99);
    resetSetting("stages.count");
    expect(recipeStore.getState().recipe?.stages.count).toBe(3);
  });

  it("reports combinations beside the field that has to give way", () => {
    changeSetting("data.size", 64);
    expect(recipeStore.getState().problems[0]?.path).toBe("data.size");
  });
});
