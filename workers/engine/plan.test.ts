/** What the page plans is what the engine does: the same parts in the same order. */
import { expect, test } from "vitest";
import { methodNames } from "../protocol/methods/names";
import { plannedParts } from "../protocol/planned-parts";
import type { RecipeInput } from "../protocol/recipe/recipe";
import type { RunEvent } from "../protocol/events";
import { tinyRecipe, tinyRun } from "./testing/tiny-run";

const recipes: readonly RecipeInput[] = [
  {},
  { stages: { count: 3, transition: false } },
  { data: { zca: true }, evaluation: { otherSchedules: ["union"], fullDataNetworks: 0 } },
  {
    matching: { initialImages: "herding" },
    stages: { discardEasy: true },
    alignment: { byDifficulty: true },
    evaluation: { coresets: ["k-center"], architectures: ["mlp"] },
  },
  ...methodNames.map((method) => ({ method })),
];

test.each(recipes)("%j", async (changes) => {
  const recipe = tinyRecipe(changes);
  const events: RunEvent[] = [];
  const run = tinyRun(recipe, (event) => events.push(event));
  const progress = events.find((event) => event.kind === "progress");
  const told = progress?.parts.map(({ id, kind, title, stage }) => ({ id, kind, title, stage }));
  expect(told).toEqual(plannedParts(recipe));
  await run.dispose();
});
