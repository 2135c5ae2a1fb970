/** The variants of trajectory matching as whole runs under progressive distillation: repeatable, resumable, no leaks. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  finish,
  frozenOptions,
  leftAfter,
  outcome,
  tinyData,
  tinyRecipe,
  tinyRun,
} from "../../testing/tiny-run";
import { nodePlatform } from "../../testing/node-platform";
import type { RecipeInput } from "../../../protocol/recipe/recipe";
import { Run } from "../../run";
import { activate } from "../../tensor/backend";
import { memoryUse } from "../../tensor/memory";

const flat = { experts: { flatRadius: 0.01, flatSurgery: 0.4, learningRate: 0.05 } };
const evaluation = { networks: 1, randomBaseline: false, fullDataNetworks: 0 };
const datm: RecipeInput = {
  ...flat,
  method: "datm",
  matching: {
    initialImages: "predicted",
    firstStartEpochs: 1,
    expansionIterations: 3,
    largestLoss: 2,
    iterations: 6,
  },
  labels: { learned: true, learningRate: 5 },
  evaluation,
};

const variants: Readonly<Record<string, RecipeInput>> = {
  FTD: { ...flat, method: "ftd", matching: { averaging: 0.8 }, evaluation },
  TESLA: { method: "tesla", evaluation },
  "TESLA with labels of the target": { method: "tesla", labels: { fromTarget: true }, evaluation },
  DATM: datm,
  PAD: {
    ...datm,
    method: "pad",
    alignment: {
      skipped: 0.3,
      byDifficulty: true,
      additionEnd: 1,
      removalStart: 1,
      scoreNetworks: 1,
      scoreEpochs: 1,
    },
  },
  "the smallest errors left out": { alignment: { skipped: 0.5, skip: "smallest" }, evaluation },
  "harder data in later stages": {
    stages: { discardEasy: true },
    alignment: { scoreNetworks: 1, scoreEpochs: 2 },
    evaluation,
  },
};

describe.each(Object.entries(variants))("%s", { timeout: 120_000 }, (_, changes) => {
  beforeAll(() => activate("wasm", nodePlatform));

  test("gives the same bits again, after a snapshot too, and leaves no tensor behind", async () => {
    const before = memoryUse();
    const recipe = tinyRecipe(changes);
    let steps = 0;
    const whole = await outcome(await finish(tinyRun(recipe), () => (steps++, false)));
    expect(memoryUse()).toEqual(before);
    for (const share of [0.35, 0.7, 0.9]) {
      const snapshot = await leftAfter(share * steps, tinyRun(recipe));
      expect(memoryUse()).toEqual(before);
      const resumed = await finish(Run.restore(snapshot, tinyData(recipe), frozenOptions()));
      expect(await outcome(resumed)).toEqual(whole);
    }
    expect(memoryUse()).toEqual(before);
  });
});

describe("on cpu", { timeout: 240_000 }, () => {
  beforeAll(() => activate("cpu", nodePlatform));

  test.each(["PAD", "TESLA with labels of the target"])("%s runs through its stages", async (name) => {
    const before = memoryUse();
    const few = { iterations: 2, studentSteps: 2 };
    const changes = variants[name]!;
    const recipe = tinyRecipe({
      ...changes,
      matching: { ...changes.matching, ...few },
      evaluation: { ...evaluation, epochs: 1 },
    });
    const run = await finish(tinyRun(recipe));
    expect(run.curves().every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(run.result().stages).toHaveLength(2);
    expect(memoryUse()).toEqual(before);
  });
});

describe("what is kept", { timeout: 60_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  async function imagesOf(changes: RecipeInput): Promise<Float32Array> {
    const run = await finish(tinyRun(tinyRecipe({ stages: { count: 1 }, evaluation, ...changes })));
    return (await run.distilled()).stages[0]!.images;
  }

  test("is the average of the images, which the students do not see", async () => {
    const iterates = [];
    for (let iterations = 1; iterations <= 3; iterations++) {
      iterates.push(await imagesOf({ matching: { iterations } }));
    }
    const start = await imagesOf({ matching: { iterations: 1, imageLearningRate: 1e-30 } });
    const averaged = await imagesOf({ matching: { iterations: 3, averaging: 0.75 } });
    const expected = iterates.reduce(
      (mean, images) => mean.map((value, i) => 0.75 * value + 0.25 * images[i]!),
      start,
    );
    averaged.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  test("is what the stage began with if every loss is above the largest", async () => {
    const run = await finish(
      tinyRun(
        tinyRecipe({ ...datm, stages: { count: 1 }, matching: { ...datm.matching, largestLoss: 1e-6 } }),
      ),
      () => false,
    );
    const still = await finish(
      tinyRun(
        tinyRecipe({
          ...datm,
          stages: { count: 1 },
          matching: { ...datm.matching, imageLearningRate: 1e-30, learningRateRate: 0 },
          labels: { learned: true, learningRate: 1e-30 },
        }),
      ),
    );
    expect(run.curves()).toHaveLength(6);
    expect(run.curves().every(({ loss }) => loss > 1e-6)).toBe(true);
    const [kept, begun] = [(await run.distilled()).stages[0]!, (await still.distilled()).stages[0]!];
    expect(kept.images).toEqual(begun.images);
    expect(kept.learningRate).toBe(begun.learningRate);
  });
});
