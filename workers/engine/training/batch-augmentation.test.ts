import { beforeAll, describe, expect, test } from "vitest";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, oneHot, read, tensor, tidy } from "../tensor/memory";
import { Random } from "../tensor/random";
import { nodePlatform } from "../testing/node-platform";
import { drawBatchAugmentation } from "./batch-augmentation";
import { drawCutMix } from "./cutmix";

const size = 8;
const count = 6;
/** Image i is i everywhere, and its class is i. */
const batch = () => ({
  images: tensor(
    Float32Array.from({ length: count * size * size }, (_, k) => Math.floor(k / size ** 2)),
    [count, size, size, 1],
  ),
  targets: oneHot([0, 1, 2, 3, 4, 5], count),
});

beforeAll(() => activate("wasm", nodePlatform));

describe("CutMix", () => {
  test("labels are mixed by the pixels that each image keeps", async () => {
    let mixed = 0;
    for (let draw = 0; draw < 40; draw++) {
      const mix = drawCutMix(count, size, Random.stream(draw, "cutmix"));
      if (!mix) continue;
      mixed++;
      const given = batch();
      const before = memoryUse();
      const made = mix(given);
      const [pixels, labels] = [await read(made.images), await read(made.targets)];
      dispose(made.images, made.targets);
      expect(memoryUse()).toEqual(before);
      dispose(given.images, given.targets);
      for (let image = 0; image < count; image++) {
        const own = pixels.subarray(image * size ** 2, (image + 1) * size ** 2);
        const shares = Array.from(
          { length: count },
          (_, k) => own.filter((value) => value === k).length / size ** 2,
        );
        shares.forEach((share, k) => expect(labels[image * count + k]).toBeCloseTo(share, 5));
      }
    }
    expect(mixed).toBeGreaterThan(10);
    expect(mixed).toBeLessThan(30);
  });
});

describe("a training batch", () => {
  test("is left alone without groups, and moved by IDC's or DSA's composition otherwise", async () => {
    const given = batch();
    const values = async (options: Parameters<typeof drawBatchAugmentation>[0]): Promise<Float32Array> => {
      const augment = drawBatchAugmentation(options, count, size, Random.stream(1, "batch"));
      const images = tidy(() => augment(given).images.clone());
      const read_ = await read(images);
      images.dispose();
      return read_;
    };
    const plain = await read(given.images);
    expect(await values({ groups: [] })).toEqual(plain);
    expect(await values({ groups: ["cutout"], composed: true })).not.toEqual(plain);
    // Cutout is left out beside CutMix; this stream draws no mix.
    const quiet = Array.from({ length: 20 }, (_, seed) => seed).find(
      (seed) => drawCutMix(count, size, Random.stream(seed, "batch")) === null,
    )!;
    const augment = drawBatchAugmentation(
      { groups: ["cutout"], composed: true, cutmix: true },
      count,
      size,
      Random.stream(quiet, "batch"),
    );
    expect(await read(augment(given).images)).toEqual(plain);
    dispose(given.images, given.targets);
  });
});
