import { expect, test } from "vitest";
import { tinyRecipe } from "../testing/tiny-run";
import { refuseDivergedExpert } from "./refuse-diverged";

test("weights that are no numbers are refused where they arise, with the rate to lower", () => {
  const recipe = tinyRecipe({ experts: { learningRate: 0.1 } });
  refuseDivergedExpert(Float32Array.of(1, -2), 0, recipe);
  expect(() => refuseDivergedExpert(Float32Array.of(1, Number.NaN), 1, recipe)).toThrow(
    "Expert 2 diverged while it was trained on the real data.",
  );
  try {
    refuseDivergedExpert(Float32Array.of(Infinity), 1, recipe);
  } catch (error) {
    expect(error).toMatchObject({ remedy: { changes: [{ path: "experts.learningRate", value: 0.05 }] } });
  }
});
