import { expect, test } from "vitest";
import { tinyRecipe } from "../testing/tiny-run";
import { baselineRate, evaluationPasses, momentumReset, passRates, syntheticOptions } from "./synthetic";

const recipe = (drops: "half" | "thirds", epochs: number) => tinyRecipe({ evaluation: { drops, epochs } });

test("half: E + 1 passes, a tenth from pass ⌊E/2⌋ + 2 on", () => {
  const half = recipe("half", 6);
  expect(evaluationPasses(half)).toBe(7);
  expect(passRates(half, 1, 7)).toEqual([1, 1, 1, 1, 1, 0.1, 0.1]);
});

test("thirds: E passes, a fifth from ⌊2E/3⌋ on and a fifth of that from ⌊5E/6⌋ on", () => {
  const thirds = recipe("thirds", 12);
  expect(evaluationPasses(thirds)).toBe(12);
  const rates = [...Array<number>(8).fill(1), 0.2, 0.2, 0.04, 0.04];
  expect(passRates(thirds, 1, 12)).toEqual(rates.map((rate) => expect.closeTo(rate, 12)));
});

test("momentum begins anew at the drop of the rate with one stage, and is carried on with several", () => {
  const resetOf = (count: number, drops: "half" | "thirds", passes: number) =>
    momentumReset(tinyRecipe({ stages: { count }, evaluation: { drops } }), passes);
  const passes = 7;
  const reset = resetOf(1, "half", passes)!;
  const rates = passRates(recipe("half", 6), 1, passes);
  expect(rates.indexOf(0.1)).toBe(reset);
  expect(resetOf(2, "half", passes)).toBeNull();
  expect(resetOf(1, "thirds", passes)).toBeNull();
});

test("batch size and augmentation are the recipe's; IDC composes its augmentations", () => {
  const options = syntheticOptions(
    tinyRecipe({ evaluation: { batchSize: 12 }, augmentation: { groups: ["flip"] } }),
  );
  expect(options).toMatchObject({ momentum: 0.9, weightDecay: 5e-4, batchSize: 12, groups: ["flip"] });
  expect(options.composed).toBe(false);
  expect(syntheticOptions(tinyRecipe({ method: "idc" })).composed).toBe(true);
});

test("real images are trained on at the method's own rate, or at 0.01 where it learns its rate", () => {
  const evaluation = { learningRate: 0.05 };
  expect(baselineRate(tinyRecipe({ method: "dm", evaluation }))).toBe(0.05);
  expect(baselineRate(tinyRecipe({ method: "mtt", evaluation }))).toBe(0.01);
});
