import { expect, test } from "vitest";
import { recipeSchema } from "../../protocol/recipe/recipe";
import { estimateParts, type Measurement, type PlannedWork } from "./estimate";

const recipe = recipeSchema.parse({
  stages: { count: 3 },
  experts: { count: 3 },
  evaluation: { networks: 2, randomBaseline: true },
});

const part = (id: string, kind: PlannedWork["kind"], stage: number): PlannedWork => ({
  id,
  kind,
  title: id,
  stage,
  total: 10,
  cost: 100,
});

const measured: readonly Measurement[] = [
  { family: "stage", stage: 3, price: 0.003 },
  { family: "stage", stage: 1, price: 0.001 },
  { family: "real", stage: 3, price: 0.001 },
  { family: "union", stage: 1, price: 0.001 },
];

test("between two stages that were tried, an image costs what lies between", () => {
  const stages = [1, 2, 3].map((stage) => part(`stage-${stage}`, "stage", stage));
  const seconds = estimateParts(stages, measured, recipe, 1).map((one) => one.seconds);
  expect(seconds.map((value) => Math.round(1000 * value) / 1000)).toEqual([1, 2, 3]);
});

test("four networks on three threads leave two threads idle for a while, but experts none", () => {
  const [evaluation, experts] = estimateParts(
    [part("evaluation-1", "evaluation", 1), part("experts", "experts", 0)],
    measured,
    recipe,
    3,
  );
  expect(evaluation!.seconds).toBeCloseTo((1 * 6) / 4);
  expect(experts!.seconds).toBeCloseTo(1);
});

test("a kind of part that was not tried is a mistake of the warm-up", () => {
  expect(() => estimateParts([part("whitening", "preparation", 0)], measured, recipe, 1)).toThrow(
    "no whitening was tried",
  );
});

test("trajectories that are there already take no time", () => {
  const parts = [part("experts", "experts", 0), part("transition-1", "transition", 1)];
  const prices: Measurement[] = [...measured, { family: "transition", stage: 1, price: 0.001 }];
  const seconds = (reused: number[]): number[] =>
    estimateParts(parts, prices, recipe, 1, reused).map((one) => Math.round(1000 * one.seconds) / 1000);
  expect(seconds([])).toEqual([1, 1]);
  expect(seconds([3, 0])).toEqual([0, 1]);
  expect(seconds([1, 3])).toEqual([0.667, 0]);
});
