/** Every preset is a recipe that can run, and a method's own can be split into stages. */
import { describe, expect, test } from "vitest";
import { methodNames } from "../methods/names";
import { findPreset, presets } from "./presets";
import { applySetting, validateRecipe } from "./settings";

test("no two presets have the same name", () => {
  expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
});

test.each(presets.map(({ name, recipe }) => [name, recipe] as const))("%s is valid", (_, recipe) => {
  expect(validateRecipe(recipe).problems).toEqual([]);
});

describe.each(methodNames.filter((name) => findPreset(`${name}-mnist`)))("%s-mnist", (name) => {
  test("is of its method, and can be split into stages", () => {
    const { recipe } = findPreset(`${name}-mnist`)!;
    expect(recipe.method).toBe(name);
    const staged = applySetting(applySetting(recipe, "stages.count", "3"), "stages.ipc", "1");
    expect(validateRecipe(staged).problems).toEqual([]);
  });
});
