/** How lists are written, and combinations of settings that are refused, and where. */
import { expect, test } from "vitest";
import type { RecipeInput } from "./recipe";
import { applySetting, listOf, listText, settingText, validateRecipe } from "./settings";
import { defaultRecipe } from "./defaults";

const refusedAt = (input: RecipeInput): string[] => validateRecipe(input).problems.map(({ path }) => path);

test("harder data in later stages need the transition, and starts from the stage's own images", () => {
  const stages = { count: 2, discardEasy: true };
  expect(refusedAt({ stages })).toEqual([]);
  expect(refusedAt({ stages: { ...stages, transition: false } })).toEqual(["stages.discardEasy"]);
  expect(refusedAt({ stages, matching: { initialImages: "herding" } })).toEqual(["matching.initialImages"]);
  // One stage has no later ones.
  expect(refusedAt({ stages: { count: 1, discardEasy: true, transition: false } })).toEqual([]);
});

test("a depth is refused where its last norm would see a single pixel", () => {
  expect(refusedAt({ data: { size: 16 }, network: { depth: 4 } })).toEqual([]);
  const small = { set: "cifar10", size: 8 } as const;
  expect(refusedAt({ data: small, network: { depth: 3 } })).toEqual([]);
  expect(refusedAt({ data: small, network: { depth: 4 } })).toEqual(["network.depth"]);
});

test.each([
  [["truck, large", "dog"], "truck\\, large, dog"],
  [["none"], "\\none"],
  [["a\\b", ",", "none"], "a\\\\b, \\,, none"],
  [[], ""],
])("a list of %j is written and read back, in the form and in the address", (names, text) => {
  expect(listText(names)).toBe(text);
  expect(listOf(text)).toEqual(names);
  expect(listOf(settingText(names))).toEqual(names);
  expect(applySetting(defaultRecipe("mtt"), "data.classes", settingText(names)).data.classes).toEqual(names);
});

test("a list is read while it is typed: gaps, and what ends with a comma or a backslash", () => {
  expect(listOf(" a,, b , ")).toEqual(["a", "b"]);
  expect(listOf("truck\\")).toEqual(["truck"]);
  expect(listOf("truck\\,")).toEqual(["truck,"]);
  expect(listOf(" none ")).toEqual([]);
});
