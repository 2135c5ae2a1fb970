/** DATM's pieces one by one: the growing range, the initial labels, the images that an expert gets right. */
import { beforeAll, describe, expect, test } from "vitest";
import { expertEpochsNeeded } from "../../../protocol/recipe/recipe";
import { normaliseBatch } from "../../data/normalise";
import { prepareDataset } from "../../data/prepare";
import { convNet } from "../../nets/convnet";
import { uploadWeights } from "../../nets/weights";
import { noArtifacts, type PartContext } from "../../part";
import { blockLabels, blockShape } from "../../progressive/union";
import { activate } from "../../tensor/backend";
import { argMax, dispose, memoryUse, tensor } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { nodePlatform } from "../../testing/node-platform";
import { finish, tinyData, tinyRecipe, tinyRun } from "../../testing/tiny-run";
import { expertLogits, meanLogits } from "./expert-labels";
import { predictedImages } from "./predicted-images";
import { drawStartEpoch, startEpochBound } from "./start-epochs";

describe("the range of start epochs", () => {
  const range = { minStartEpoch: 2, maxStartEpoch: 20, firstStartEpochs: 10, expansionIterations: 1000 };

  test("grows from T to T⁺ over E_exp iterations", () => {
    const bounds = [1, 100, 101, 501, 1000, 1001, 5000].map((iteration) => startEpochBound(range, iteration));
    expect(bounds).toEqual([10, 10, 11, 15, 19, 20, 20]);
    expect(startEpochBound({ ...range, firstStartEpochs: 0 }, 1)).toBe(20);
  });

  test("gives all its epochs and no others", () => {
    const random = Random.stream(1, "start epochs");
    const drawn = new Set(Array.from({ length: 400 }, () => drawStartEpoch(range, 1, random)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

test("initial labels are the mean over the experts that are right, or else never contradict the class", () => {
  const logits = [
    [3, 1, 0],
    [1, 5, 0],
    [5, 1, 2],
  ];
  expect(meanLogits(logits, 0)).toEqual([4, 1, 1]);
  expect(meanLogits(logits, 1)).toEqual([1, 5, 0]);
  const guess = meanLogits(logits, 2);
  expect(guess).toEqual([2 / 3, 7 / 3, 3]);
});

describe("images that experts get right", () => {
  beforeAll(() => activate("wasm", nodePlatform));

  async function given(): Promise<PartContext> {
    const recipe = tinyRecipe({
      data: { trainPerClass: 60 },
      stages: { count: 3, ipc: 2 },
      network: { depth: 2, width: 8 },
      experts: { learningRate: 0.1, batchSize: 16 },
    });
    const dataset = tinyData(recipe);
    const { size, trainPerClass, testPerClass } = recipe.data;
    const options = { size, trainPerClass, testPerClass, heldOut: 0, seed: recipe.seed };
    const run = tinyRun(recipe);
    await finish(run, () => run.curves().length > 0);
    const {
      made: { buffer },
      unstored,
    } = await run.state();
    await run.dispose();
    return {
      recipe,
      data: prepareDataset(dataset, options),
      network: convNet({ depth: 2, width: 8, size, channels: 3, classes: 10 }),
      made: { ...noArtifacts(), buffer },
      // oxlint-disable-next-line require-yield -- all of them are there
      async *weights(index: number, epoch: number) {
        return unstored!.get(`${buffer[index]!.key}/${epoch}`)!;
      },
    } as unknown as PartContext;
  }

  async function ended<T>(run: AsyncGenerator<void, T>): Promise<T> {
    let step = await run.next();
    while (!step.done) step = await run.next();
    return step.value;
  }

  test("are real images of their class, predicted by an expert, and no two stages share one", async () => {
    const context = await given();
    const { data, recipe, network, made } = context;
    const before = memoryUse();
    const blocks: Float32Array[] = [];
    for (const stage of [1, 2, 3]) blocks.push(await ended(predictedImages(context, stage)));
    expect(memoryUse()).toEqual(before);

    const stride = blocks[0]!.length / 20;
    const key = (values: Float32Array, i: number): string =>
      values.slice(i * stride, (i + 1) * stride).join();
    const all = normaliseBatch(
      data.train,
      Array.from({ length: data.train.count }, (_, i) => i),
      data.mean,
      data.std,
    );
    const labelOf = new Map(Array.from(data.train.labels, (label, i) => [key(all, i), label] as const));
    const keys = blocks.flatMap((block) => Array.from({ length: 20 }, (_, i) => key(block, i)));
    expect(new Set(keys).size).toBe(60);
    const labels = blockLabels(data, recipe);
    keys.forEach((one, i) => expect(labelOf.get(one)).toBe(labels[i % 20]));

    const images = tensor(blocks[0]!, blockShape(data, recipe));
    const right = labels.map(() => false);
    for (const [expert] of made.buffer.entries()) {
      const weights = await ended(context.weights(expert, expertEpochsNeeded(recipe)));
      const theta = uploadWeights(network, weights);
      const logits = network.logits(images, theta);
      (await argMax(logits)).forEach((guess, i) => (right[i] ||= guess === labels[i]));
      dispose(theta, logits);
    }
    dispose(images);
    // The experts are weak: of a class that they never find, other images are taken.
    expect(right.filter(Boolean).length).toBeGreaterThan(12);
  });

  test("have labels in which their own class is the likeliest", async () => {
    const context = await given();
    const before = memoryUse();
    const logits = await ended(expertLogits(context, await ended(predictedImages(context, 1))));
    expect(memoryUse()).toEqual(before);
    const best = blockLabels(context.data, context.recipe).map((_, i) => {
      const row = Array.from(logits.subarray(10 * i, 10 * i + 10));
      return row.indexOf(Math.max(...row));
    });
    expect(best).toEqual(blockLabels(context.data, context.recipe));
  });
});
