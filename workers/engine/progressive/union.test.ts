import { beforeAll, expect, test } from "vitest";
import { completeRecipe } from "../../protocol/recipe/defaults";
import { prepareDataset } from "../data/prepare";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, read } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { tinyData } from "../testing/tiny-run";
import { trainingSet } from "./union";

beforeAll(() => activate("wasm", nodePlatform));

test("images that hold several are decoded for training, each with the label of its image", async () => {
  const recipe = completeRecipe({
    method: "idc",
    data: { size: 16, trainPerClass: 4, testPerClass: 1 },
    stages: { count: 2, ipc: 1 },
  });
  const options = { size: 16, trainPerClass: 4, testPerClass: 1, heldOut: 0, seed: 1 };
  const data = prepareDataset(tinyData(recipe), options);
  const classes = data.classNames.length;
  const pixels = 16 * 16 * data.channels;
  // Image i of block b is constant, 10 b + i.
  const block = (b: number) => ({
    images: Float32Array.from({ length: classes * pixels }, (_, k) => 10 * b + Math.floor(k / pixels)),
    labels: null,
    factor: 2,
  });
  const before = memoryUse();
  const { images, targets } = trainingSet([block(0), block(1)], { data, recipe });
  expect(images.shape).toEqual([8 * classes, 16, 16, data.channels]);
  expect(targets.shape).toEqual([8 * classes, classes]);
  const [values, labels] = [await read(images), await read(targets)];
  for (let row = 0; row < 8 * classes; row++) {
    const [b, label] = [Math.floor(row / (4 * classes)), row % classes];
    expect(values[row * pixels]).toBeCloseTo(10 * b + label, 4);
    expect(labels.subarray(row * classes, (row + 1) * classes).indexOf(1)).toBe(label);
  }
  dispose(images, targets);
  expect(memoryUse()).toEqual(before);
});
