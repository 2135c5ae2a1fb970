/** What holds for every learner that matches gradients of a network it trains in between. */
import { beforeAll, describe, expect, test } from "vitest";
import type { BackendName } from "../../../protocol/api";
import { withMethodDefaults } from "../../../protocol/recipe/defaults";
import { recipeSchema, type Recipe } from "../../../protocol/recipe/recipe";
import type { FinishedStage, PartContext } from "../../part";
import { activate } from "../../tensor/backend";
import { memoryUse } from "../../tensor/memory";
import { nodePlatform } from "../../testing/node-platform";
import { endEarly, iterate, stageOutcome, tinyContext, tinyLearner } from "../../testing/tiny-learner";

const methods = ["dc", "dsa", "dcc", "idc"] as const;
type Tested = (typeof methods)[number];

function recipeOf(method: Tested, changes: { readonly [section: string]: object } = {}): Recipe {
  const idc = method === "idc";
  const sections: { readonly [section: string]: object } = {
    data: { size: 16, trainPerClass: 12, testPerClass: 2 },
    stages: { count: 2, ipc: idc ? 1 : 2 },
    network: { depth: 2, width: 4 },
    matching: { imageLearningRate: idc ? 0.01 : 0.1 },
    bilevel: {
      realBatch: 5,
      ...(idc ? { updatesPerNetwork: 3, realSamples: 70 } : { outerSteps: 3, innerEpochs: 2 }),
      ...(method === "dcc" ? { collectiveAfter: 1 } : {}),
    },
  };
  const merged = Object.keys({ ...sections, ...changes }).map((key) => [
    key,
    { ...sections[key], ...changes[key] },
  ]);
  return recipeSchema.parse(withMethodDefaults({ seed: 3, method, ...Object.fromEntries(merged) }));
}

/** The second stage after a first one of two iterations. */
async function secondStage(recipe: Recipe): Promise<PartContext> {
  const first = tinyContext(recipe);
  const { block } = await stageOutcome(first, 1, 2);
  const finished: FinishedStage = { stage: 1, iteration: 2, ...block };
  const velocity = null;
  const weights = Float32Array.from(
    { length: first.network.parameters.reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0) },
    (_, i) => 0.1 * Math.sin(i),
  );
  return tinyContext(recipe, [finished], [{ weights, velocity }]);
}

describe("on wasm", { timeout: 60_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  describe.each(methods)("%s", (method) => {
    test("goes on from a saved state with the same bits", async () => {
      const recipe = recipeOf(method);
      const context = await secondStage(recipe);
      const whole = await stageOutcome(context, 2, 5);
      expect(await stageOutcome(context, 2, 5)).toEqual(whole);
      for (const done of [1, 2, 3]) {
        const begun = await tinyLearner(context, 2);
        const points = await iterate(begun, 1, done);
        // An iteration that is begun and not completed leaves no trace.
        await endEarly(begun, done + 1, 3);
        const state = structuredClone(await begun.state());
        begun.dispose();
        const resumed = await tinyLearner(context, 2, state);
        points.push(...(await iterate(resumed, done + 1, 5)));
        expect({ points, block: await resumed.current() }).toEqual(whole);
        resumed.dispose();
      }
    });

    test("leaves nothing behind, wherever an iteration is ended", async () => {
      const recipe = recipeOf(method);
      const context = await secondStage(recipe);
      const before = memoryUse();
      const learner = await tinyLearner(context, 2);
      await iterate(learner, 1, 1);
      const held = memoryUse();
      let pauses = 0;
      while (!(await endEarly(learner, 2, pauses))) {
        expect(memoryUse()).toEqual(held);
        pauses++;
      }
      expect(pauses).toBeGreaterThan(10); // one for each class, and those of the training
      await iterate(learner, 2, 8);
      learner.dispose();
      expect(memoryUse()).toEqual(before);
    });
  });

  test.each(methods)(
    "%s: frozen images and the pool of networks count, in the second stage",
    async (method) => {
      const recipe = recipeOf(method);
      const context = await secondStage(recipe);
      const frozen = context.made.stages[0]!.images.slice();
      const full = await stageOutcome(context, 2, 2);
      expect(context.made.stages[0]!.images).toEqual(frozen);
      const { stages, starts } = context.made;
      const unconditioned = { ...recipe, stages: { ...recipe.stages, conditioning: false } };
      const alone = tinyContext(unconditioned, stages, starts);
      expect((await stageOutcome(alone, 2, 2)).block).not.toEqual(full.block);
      const fresh = tinyContext(recipe, stages);
      expect((await stageOutcome(fresh, 2, 2)).block).not.toEqual(full.block);
    },
  );

  test.each(["dc", "dsa", "dcc"] as const)(
    "%s: shallow tensors can be left out of the distance",
    async (method) => {
      const names = async (alignment: object): Promise<number> => {
        const context = tinyContext(recipeOf(method, { alignment }));
        const { points } = await stageOutcome(context, 1, 1);
        return points[0]!.layers.length;
      };
      expect(await names({})).toBe(3); // two filters and the classifier
      expect(await names({ skipped: 0.4, skip: "shallow" })).toBe(2);
      expect(await names({ skipped: 0.95, skip: "deep" })).toBe(1);
    },
  );

  test.each(["dsa", "idc"] as const)("%s: batch norm stands still in a match", async (method) => {
    const context = tinyContext(recipeOf(method, { network: { norm: "batch" } }));
    const before = memoryUse();
    const whole = await stageOutcome(context, 1, 3);
    expect(memoryUse()).toEqual(before);
    expect(await stageOutcome(context, 1, 3)).toEqual(whole);
    expect(whole.block.images.every(Number.isFinite)).toBe(true);
  });

  test("a loss that is no number is refused, and everything is as before", async () => {
    const context = tinyContext(recipeOf("dc"));
    const learner = await tinyLearner(context);
    await iterate(learner, 1, 1);
    const state = (await learner.state()) as { images: { images: Float32Array; velocity: Float32Array } };
    learner.dispose();
    const images = { ...state.images, images: state.images.images.map(() => NaN) };
    const spoilt = await tinyLearner(context, 1, { ...state, images });
    await expect(iterate(spoilt, 2, 2)).rejects.toMatchObject({ code: "diverged" });
    expect(await spoilt.state()).toEqual({ ...state, images });
    spoilt.dispose();
  });
});

describe.each<BackendName>(["wasm", "cpu"])("on %s", { timeout: 60_000 }, (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test.each(methods)("%s moves the images, and tells a loss that is the sum of its terms", async (method) => {
    const context = tinyContext(recipeOf(method));
    const learner = await tinyLearner(context);
    const start = (await learner.current()).images;
    const points = await iterate(learner, 1, 2);
    const end = (await learner.current()).images;
    learner.dispose();
    expect(end).not.toEqual(start);
    expect(end.every(Number.isFinite)).toBe(true);
    for (const { loss, layers } of points) {
      expect(layers.reduce((a, b) => a + b, 0)).toBeCloseTo(loss, 3);
    }
  });
});
