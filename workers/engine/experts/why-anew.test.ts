import { expect, test } from "vitest";
import type { RecipeInput } from "../../protocol/recipe/recipe";
import { tinyRecipe } from "../testing/tiny-run";
import type { OtherTrajectory } from "./trajectory-store";
import { likelyReused, settingsOf, whyAnew } from "./why-anew";

const kept = (changes: RecipeInput, stage = 1, sameEngine = true): OtherTrajectory => ({
  stage,
  snapshots: 3,
  bytes: 400,
  settings: settingsOf(tinyRecipe(changes)),
  sameEngine,
});

test("tells the settings in which the nearest of those that are kept differ", () => {
  const far = kept({
    seed: 9,
    experts: { batchSize: 16, learningRate: 0.5 },
    matching: { maxStartEpoch: 4 },
  });
  expect(whyAnew(tinyRecipe({ seed: 8 }), 1, [far, kept({})])).toBe(
    "unlike in those that are kept, Seed is 8, not 7",
  );
  expect(whyAnew(tinyRecipe(), 1, [far])).toBe(
    "unlike in those that are kept, Seed is 7, not 9, Learning rate on real data is 0.02, not 0.5, Batch size on real data is 32, not 16, and 1 more setting differs",
  );
});

test("passes over what has no effect on the experts of the first stage, but not of later ones", () => {
  const other = { matching: { iterations: 9 }, alignment: { metric: "loss" }, stages: { ipc: 2 } } as const;
  const evaluated = { evaluation: { selection: "test", fullDataEpochs: 9 } } as const;
  expect(whyAnew(tinyRecipe({ ...other, seed: 8 }), 1, [kept(evaluated)])).toBe(
    "unlike in those that are kept, Seed is 8, not 7",
  );
  expect(whyAnew(tinyRecipe(other), 2, [kept({}, 2)])).toBe(
    "unlike in those that are kept, IPC per stage is 2, not 1, Iterations per stage is 9, not 4",
  );
  expect(whyAnew(tinyRecipe({ alignment: { byDifficulty: true, metric: "loss" } }), 1, [kept({})])).toBe(
    "unlike in those that are kept, Schedule data by difficulty is true, not false, Difficulty is loss, not el2n",
  );
});

test("says what else may be another where no setting is", () => {
  expect(whyAnew(tinyRecipe(), 1, [kept({}, 1, false)])).toMatch(/another back end or version$/);
  expect(whyAnew(tinyRecipe(), 1, [kept({})])).toMatch(/trained on other images$/);
  expect(whyAnew(tinyRecipe(), 2, [kept({}, 2)])).toMatch(/other images of the stages before$/);
});

test("has nothing to say where none is for the same data set and network", () => {
  expect(whyAnew(tinyRecipe(), 1, [])).toBeNull();
  expect(
    whyAnew(tinyRecipe(), 1, [kept({ network: { width: 5 } }), kept({ data: { set: "mnist" } })]),
  ).toBeNull();
});

test("counts those that will be taken again: made by the same engine with the same settings, no more than needed", () => {
  const recipe = tinyRecipe({ evaluation: { networks: 9 } });
  expect(likelyReused(recipe, 1, [])).toBe(0);
  expect(likelyReused(recipe, 1, [kept({})])).toBe(1);
  expect(likelyReused(recipe, 1, [kept({}), kept({}), kept({})])).toBe(2);
  expect(
    likelyReused(recipe, 1, [kept({}, 1, false), kept({ seed: 9 }), { ...kept({}), snapshots: 4 }]),
  ).toBe(0);
});
