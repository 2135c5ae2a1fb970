/** DM and CAFE as runs: the same bits again and after a snapshot, frozen stages untouched, nothing left behind. */
import { beforeAll, describe, expect, test } from "vitest";
import type { BackendName } from "../../../protocol/api";
import type { RunEvent } from "../../../protocol/events";
import { completeRecipe } from "../../../protocol/recipe/defaults";
import type { Recipe, RecipeInput } from "../../../protocol/recipe/recipe";
import { validateRecipe } from "../../../protocol/recipe/settings";
import { Run } from "../../run";
import { activate } from "../../tensor/backend";
import { memoryUse } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import { finish, frozenOptions, leftAfter, outcome, tinyData, tinyRun } from "../../testing/tiny-run";
import { halvedRate } from "./alignment-learner";

type FeatureMethod = "dm" | "cafe";
const methods: readonly FeatureMethod[] = ["dm", "cafe"];
/** Steps within an iteration of the first stage, after one, in the transition, and within two of the second stage. */
const leftAt: Readonly<Record<FeatureMethod, readonly number[]>> = {
  dm: [2, 7, 16, 21, 26],
  cafe: [2, 12, 30, 38, 53],
};

/** Two stages at the smallest size; CAFE draws several networks and trains them. */
function recipeOf(method: FeatureMethod, changes: RecipeInput = {}): Recipe {
  const bilevel = {
    realBatch: 6,
    ...(method === "cafe" ? { updatesPerNetwork: 2, epochsPerUpdate: 2 } : {}),
  };
  return completeRecipe({
    seed: 7,
    method,
    data: { size: 16, trainPerClass: 12, testPerClass: 4 },
    stages: { count: 2, ipc: 1, transitionEpochs: 2, startNetworks: 2, ...changes.stages },
    network: { depth: 2, width: 4, ...changes.network },
    matching: { iterations: 4, imageLearningRate: 0.5, ...changes.matching },
    bilevel,
    alignment: { ...changes.alignment },
    evaluation: { networks: 1, epochs: 2, fullDataNetworks: 0, randomBaseline: false },
  });
}

const backends: readonly BackendName[] = ["wasm", "cpu"];

describe.each(backends)("on %s", { timeout: 60_000 }, (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test.each(methods)("%s gives the same bits again and after a snapshot", async (method) => {
    const recipe = recipeOf(method);
    const whole = await outcome(await finish(tinyRun(recipe)));
    for (const steps of backend === "cpu" ? [leftAt[method][3]!] : leftAt[method]) {
      const snapshot = await leftAfter(steps, tinyRun(recipe));
      const resumed = Run.restore(snapshot, tinyData(recipe), frozenOptions());
      expect(await outcome(await finish(resumed))).toEqual(whole);
    }
  });

  test.each(methods)("%s never writes a finished stage and leaves no tensor behind", async (method) => {
    const before = memoryUse();
    const run = tinyRun(recipeOf(method));
    await finish(run, () => run.curves().length > 4);
    const first = (await run.distilled()).stages[0]!.images.slice();
    await finish(run);
    expect((await run.distilled()).stages[0]!.images).toEqual(first);
    expect(memoryUse()).toEqual(before);
    for (const steps of [1, 4, 9, 25, 70]) {
      let count = 0;
      const ended = await finish(tinyRun(recipeOf(method)), () => count++ >= steps);
      await ended.dispose();
      expect(memoryUse()).toEqual(before);
    }
  });
});

describe("on wasm", { timeout: 60_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  const stagesOf = async (recipe: Recipe): Promise<Float32Array[]> => {
    const run = await finish(tinyRun(recipe));
    return (await run.distilled()).stages.map(({ images }) => images);
  };

  test.each(methods)("conditioning and transition change the second stage of %s alone", async (method) => {
    const full = await stagesOf(recipeOf(method));
    for (const stages of [{ conditioning: false }, { transition: false }]) {
      const other = await stagesOf(recipeOf(method, { stages }));
      expect(other[0]).toEqual(full[0]);
      expect(other[1]).not.toEqual(full[1]);
    }
  });

  test.each(methods)("the loss of %s falls, and each of its terms is told", async (method) => {
    const events: RunEvent[] = [];
    const recipe = recipeOf(method, {
      stages: { count: 1 },
      matching: { iterations: 30, initialImages: "noise" },
    });
    const run = await finish(tinyRun(recipe, (event) => events.push(event)));
    const points = run.curves();
    const mean = (from: number): number =>
      points.slice(from, from + 5).reduce((sum, { loss }) => sum + loss, 0) / 5;
    expect(mean(25)).toBeLessThan(0.8 * mean(0));
    const names = method === "dm" ? ["block1", "block2"] : ["block1.relu", "block2.relu", "features"];
    expect(run.termNames).toEqual(names);
    expect(points.every(({ layers }) => layers.length === names.length)).toBe(true);
  });

  test.each(methods)("%s also takes networks with batch norm or none", async (method) => {
    const before = memoryUse();
    for (const norm of ["batch", "none"] as const) {
      const matching = { iterations: 20, imageLearningRate: 0.05 };
      const run = await finish(tinyRun(recipeOf(method, { network: { norm }, matching })));
      const losses = run.curves().map(({ loss }) => loss);
      expect(losses).toHaveLength(40);
      expect(losses.every(Number.isFinite)).toBe(true);
    }
    expect(memoryUse()).toEqual(before);
  });

  test("keeps the number of tensors and their bytes constant over the iterations", async () => {
    for (const method of methods) {
      const seen: { tensors: number; bytes: number }[] = [];
      const run = tinyRun(recipeOf(method, { matching: { iterations: 12 } }), (event) => {
        if (event.kind === "curve") seen.push(memoryUse());
      });
      await finish(run, () => seen.length >= 12);
      await run.dispose();
      expect(seen.every((use) => use.tensors === seen[0]!.tensors && use.bytes === seen[0]!.bytes)).toBe(
        true,
      );
    }
  });

  test("DM with PAD matches the blocks that are not left out, and refuses what has no effect", async () => {
    const images = (alignment: RecipeInput["alignment"]) =>
      stagesOf(recipeOf("dm", { stages: { count: 1 }, alignment }));
    const last = await images({});
    const blocks = await images({ matchedFeatures: "blocks" });
    const deep = await images({ matchedFeatures: "blocks", skipped: 0.5 });
    const shallow = await images({ matchedFeatures: "blocks", skipped: 0.5, skip: "deep" });
    expect(deep).toEqual(last);
    expect(blocks).not.toEqual(last);
    expect(shallow).not.toEqual(blocks);
    expect(validateRecipe({ method: "dm", alignment: { skipped: 0.5 } }).problems[0]!.path).toBe(
      "alignment.skipped",
    );
  });

  test("draws from the images that the ranking leaves, if the recipe says so", async () => {
    const all = await stagesOf(recipeOf("dm", { stages: { count: 1 } }));
    const alignment = { byDifficulty: true, removalRatio: 0.5, scoreNetworks: 1, scoreEpochs: 1 };
    expect(await stagesOf(recipeOf("dm", { stages: { count: 1 }, alignment }))).not.toEqual(all);
  });

  test.each(methods)("says so when the loss of %s diverges, and keeps the images before", async (method) => {
    const recipe = recipeOf(method);
    const run = tinyRun(recipe);
    await finish(run, () => run.curves().length === 3);
    const snapshot = await run.state();
    const good = (await run.distilled()).stages[0]!.images;
    await run.dispose();
    const state = snapshot.partState as { learner: { images: unknown } };
    // Images and velocity are the whole state of DM, and a part of CAFE's.
    const images = (method === "dm" ? state.learner : state.learner.images) as { velocity: Float32Array };
    images.velocity.fill(NaN);
    const resumed = Run.restore(snapshot, tinyData(recipe), frozenOptions());
    await expect(finish(resumed)).rejects.toMatchObject({
      code: "diverged",
      message: "The matching loss of stage 1 diverged in iteration 4.",
    });
    await resumed.dispose();
    expect((await resumed.distilled()).stages[0]!.images).toEqual(good);
  });
});

test("CAFE halves its rate after 60, 80 and 90 % of the iterations", () => {
  const { matching } = completeRecipe({
    method: "cafe",
    matching: { iterations: 2000, imageLearningRate: 1 },
  });
  const at = [1, 1200, 1201, 1600, 1601, 1800, 1801, 2000];
  expect(at.map((iteration) => halvedRate(matching, iteration))).toEqual([
    1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125,
  ]);
});
