/** The parts that score the data and choose coresets, and what a run then trains on. */
import { beforeAll, describe, expect, test } from "vitest";
import type { RecipeInput } from "../../protocol/recipe/recipe";
import { coresetsNeeded, metricsNeeded } from "../../protocol/recipe/needs";
import { coresetParts } from "../coresets/coresets-part";
import { normaliseBatch } from "../data/normalise";
import { prepareDataset } from "../data/prepare";
import { convNet } from "../nets/convnet";
import { noArtifacts, type Artifacts, type Part, type PartContext } from "../part";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, read } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { tinyData, tinyRecipe } from "../testing/tiny-run";
import { realSource } from "../training/batches";
import { difficultyParts } from "./difficulty-part";
import { initialBlock } from "../progressive/initial-images";
import { chosenBatches, expertRows, realPool, recipeBuckets } from "./real-data";

type Context = Pick<PartContext, "recipe" | "data" | "network" | "made" | "emit">;

function context(changes: RecipeInput): Context {
  const recipe = tinyRecipe(changes);
  const { size, trainPerClass, testPerClass } = recipe.data;
  const options = { size, trainPerClass, testPerClass, heldOut: 0, seed: recipe.seed };
  return {
    recipe,
    data: prepareDataset(tinyData(recipe), options),
    network: convNet({ depth: 2, width: 4, size, channels: 3, classes: 10 }),
    made: noArtifacts(),
    emit: () => {},
  };
}

const parts = (from: Context): Part[] => [...difficultyParts(from), ...coresetParts(from)];

/** Works through the parts; each is taken up again in a new one after so many yields. */
async function work(from: Context, breaks: readonly number[] = []): Promise<Artifacts> {
  for (let i = 0; i < parts(from).length; i++) {
    let part = parts(from)[i]!;
    let run = part.work();
    for (let yields = 1; !(await run.next()).done; yields++) {
      if (!breaks.includes(yields)) continue;
      const state: unknown = structuredClone(await part.state());
      await run.return();
      part = parts(from)[i]!;
      part.restore(state);
      run = part.work();
    }
    expect(part.done).toBe(part.total);
  }
  return from.made;
}

const everything: RecipeInput = {
  alignment: { byDifficulty: true, scoreNetworks: 2, scoreEpochs: 2, initialRatio: 0.5, additionEnd: 1 },
  stages: { discardEasy: true },
  matching: { initialImages: "k-center" },
  evaluation: { coresets: ["forgetting", "herding"], fullDataEpochs: 2 },
};

beforeAll(() => activate("wasm", nodePlatform));

test("a plain run needs none of them", () => {
  expect(parts(context({}))).toEqual([]);
  const { recipe } = context({ method: "dm", stages: { discardEasy: true } });
  expect(metricsNeeded(recipe)).toEqual([]); // no experts, no buckets
});

test("each is planned where it is needed, once", () => {
  const wanting = context(everything);
  expect(metricsNeeded(wanting.recipe)).toEqual(["el2n", "forgetting"]);
  expect(coresetsNeeded(wanting.recipe)).toEqual(["herding", "k-center", "forgetting"]);
  expect(parts(wanting).map(({ id }) => id)).toEqual([
    "difficulty-el2n",
    "difficulty-forgetting",
    "coresets",
  ]);
});

test("parts give the same bits through breaks, and leave no tensor behind", async () => {
  const before = memoryUse();
  const whole = await work(context(everything));
  expect(await work(context(everything), [2, 6, 7, 13, 22])).toEqual(whole);
  expect(memoryUse()).toEqual(before);
  for (const rows of Object.values(whole.coresets)) {
    expect(rows.map((own) => own.length)).toEqual(Array(10).fill(2)); // two stages of one image
    expect(rows.every((own) => new Set(own).size === 2)).toBe(true);
  }
});

describe("what a run trains on", () => {
  test("is everything where nothing is scheduled", () => {
    const plain = context({});
    expect(expertRows(plain, 1)(0)).toBeNull();
    expect(recipeBuckets(plain)).toBeNull();
    expect(realPool(plain)).toBe(plain.data.byClass);
  });

  test("is the bucket of the stage, and of that what the schedule lets in", async () => {
    const scored = context(everything);
    await work(scored);
    const { rows, sizes } = recipeBuckets(scored)!;
    expect(sizes).toEqual([Array(10).fill(6), Array(10).fill(6)]);
    for (const stage of [1, 2]) {
      const bucket = new Set(rows[stage - 1]);
      const first = expertRows(scored, stage)(0)!;
      expect(first).toHaveLength(10 * 3);
      expect(first.every((row) => bucket.has(row))).toBe(true);
      expect(expertRows(scored, stage)(1)).toEqual(rows[stage - 1]);
    }
  });

  test("is what the images of a stage start from", async () => {
    const scored = context({
      stages: { count: 3, discardEasy: true, ipc: 4 },
      alignment: { scoreNetworks: 1, scoreEpochs: 2 },
    });
    await work(scored);
    const { data } = scored;
    const { rows } = recipeBuckets(scored)!;
    const { count } = scored.recipe.stages;
    const seen = (of: Float32Array, i: number): string => String(of.slice(i * 768, (i + 1) * 768)); // 16 · 16 · 3
    for (let stage = 1; stage <= count; stage++) {
      const own = normaliseBatch(data.train, rows[stage - 1]!, data.mean, data.std);
      const bucket = new Set(Array.from(rows[stage - 1]!, (_, i) => seen(own, i)));
      const initial = initialBlock(scored, stage);
      const starts = Array.from({ length: 40 }, (_, i) => seen(initial, i));
      // All four images of each class and stage, none twice.
      expect(new Set(starts).size).toBe(40);
      expect(starts.every((image) => bucket.has(image))).toBe(true);
    }
  });

  test("is cut at the recipe's step, the never learned in the last stage", () => {
    const scored = context({
      stages: { count: 2, discardEasy: true, forgettingStep: 1 },
      alignment: { scoreEpochs: 3 },
    });
    const { labels } = scored.data.train;
    // Of each class the first image was never learned, the second forgotten once, the others never.
    const met = new Map<number, number>();
    const scores = Float32Array.from(labels, (label) => {
      met.set(label, (met.get(label) ?? 0) + 1);
      return [4, 1][met.get(label)! - 1] ?? 0;
    });
    scored.made.difficulty = { forgetting: scores };
    const cut = recipeBuckets(scored)!;
    expect([cut.cut, cut.sizes]).toEqual(["increment", [Array(10).fill(10), Array(10).fill(2)]]);
    expect(Array.from(cut.rows[1]!).every((row) => scores[row]! >= 1)).toBe(true);
  });

  test("is a pool without one end for methods that draw by class", async () => {
    const scored = context({
      method: "dm",
      alignment: { byDifficulty: true, scoreNetworks: 1, scoreEpochs: 1, removalRatio: 0.25 },
    });
    await work(scored);
    expect(realPool(scored).map((own) => own.length)).toEqual(Array(10).fill(9));
  });

  test("is a set of its own, in the order of its rows", async () => {
    const { data } = context({});
    const whole = realSource(data);
    const some = chosenBatches(whole, Int32Array.from([3, 5, 8]));
    expect([some.count, some.size]).toEqual([3, 16]);
    const [ours, theirs] = [some.batch(Int32Array.from([2, 0])), whole.batch(Int32Array.from([8, 3]))];
    expect(await read(ours.images)).toEqual(await read(theirs.images));
    expect(await read(ours.targets)).toEqual(await read(theirs.targets));
    dispose(ours.images, ours.targets, theirs.images, theirs.targets);
  });
});
