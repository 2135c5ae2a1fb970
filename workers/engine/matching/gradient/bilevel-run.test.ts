/** Whole progressive runs of methods that match gradients: pool of networks, frozen images, evaluation, snapshots. */
import { beforeAll, describe, expect, test } from "vitest";
import type { RecipeInput } from "../../../protocol/recipe/recipe";
import { Run } from "../../run";
import { activate } from "../../tensor/backend";
import { memoryUse } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import {
  finish,
  frozenOptions,
  leftAfter,
  outcome,
  tinyData,
  tinyRecipe,
  tinyRun,
} from "../../testing/tiny-run";

const shared: RecipeInput = {
  stages: { startNetworks: 2 },
  matching: { iterations: 3, imageLearningRate: 0.1 },
  evaluation: { fullDataNetworks: 0, otherSchedules: ["union"] },
};
const cases: Readonly<Record<"dsa" | "idc", RecipeInput>> = {
  dsa: { ...shared, method: "dsa", bilevel: { realBatch: 4, outerSteps: 2, innerEpochs: 1 } },
  idc: {
    ...shared,
    method: "idc",
    matching: { iterations: 3, imageLearningRate: 0.01 },
    bilevel: { realBatch: 4, factor: 2, updatesPerNetwork: 2, realSamples: 20 },
    augmentation: { cutmix: true },
  },
};

describe.each(["dsa", "idc"] as const)("a run of %s in two stages", { timeout: 60_000 }, (method) => {
  beforeAll(() => activate("wasm", nodePlatform));

  test("is evaluated, leaves nothing behind, and goes on after a snapshot with the same bits", async () => {
    const recipe = tinyRecipe(cases[method]);
    const before = memoryUse();
    const done = await finish(tinyRun(recipe));
    expect(memoryUse()).toEqual(before);
    const whole = await outcome(done);
    const { stages, evaluation } = done.result();
    expect(stages).toHaveLength(2);
    expect(Object.keys(stages[0]!.layers)).toContain("conv1.weight");
    expect(evaluation.map(({ schedule }) => schedule)).toEqual(["progressive", "union"]);
    for (const steps of [12, 80]) {
      const snapshot = await leftAfter(steps, tinyRun(recipe));
      const resumed = Run.restore(snapshot, tinyData(recipe), frozenOptions());
      expect(await outcome(await finish(resumed))).toEqual(whole);
    }
  });
});
