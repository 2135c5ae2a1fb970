/** Preparing a run's images: averaging, seeded choice, held-out share. */
import { describe, expect, it } from "vitest";
import { StudioError } from "../../protocol/errors";
import type { Dataset, ImageSplit } from "./dataset";
import { prepareDataset } from "./prepare";

/** Grey images whose every byte is the image's own number; the classes take turns. */
function numbered(perClass: number, classes: number, size = 8): ImageSplit {
  const count = perClass * classes;
  const pixels = Uint8Array.from({ length: count * size * size }, (_, at) => Math.floor(at / (size * size)));
  return { pixels, labels: Uint8Array.from({ length: count }, (_, k) => k % classes), count };
}

const dataset: Dataset = {
  set: "mnist",
  title: "Numbered",
  classNames: ["a", "b", "c"],
  size: 8,
  channels: 1,
  mean: [0.5],
  std: [0.25],
  train: numbered(20, 3),
  test: numbered(5, 3),
};
const options = { size: 8, trainPerClass: 10, testPerClass: 0, heldOut: 0.2, seed: 3 };
/** Numbers of the images in a split of `numbered`. */
const members = (split: ImageSplit) =>
  Array.from({ length: split.count }, (_, k) => split.pixels[k * (split.pixels.length / split.count)]!);

describe("prepareDataset", () => {
  it("takes the asked number of each class, holds out its share, and indexes by class", () => {
    const prepared = prepareDataset(dataset, options);
    expect([prepared.train.count, prepared.heldOut?.count, prepared.test.count]).toEqual([24, 6, 15]);
    expect(prepared.byClass.map((indices) => indices.length)).toEqual([8, 8, 8]);
    for (const [label, indices] of prepared.byClass.entries()) {
      for (const index of indices) expect(prepared.train.labels[index]).toBe(label);
    }
    for (const split of [prepared.train, prepared.heldOut!, prepared.test]) {
      expect(members(split).map((image) => image % 3)).toEqual([...split.labels]);
    }
    const all = [...members(prepared.train), ...members(prepared.heldOut!)];
    expect(new Set(all).size).toBe(30);
    expect(prepared.title).toBe("Numbered");
  });

  it("is decided by the seed, and mixes the classes", () => {
    expect(prepareDataset(dataset, options)).toEqual(prepareDataset(dataset, options));
    const other = prepareDataset(dataset, { ...options, seed: 4 });
    expect(members(other.train)).not.toEqual(members(prepareDataset(dataset, options).train));
    expect([...other.train.labels]).not.toEqual([...other.train.labels].toSorted((a, b) => a - b));
  });

  it("only adds images when more are asked for, and takes all there are for 0 or too many", () => {
    const whole = { ...options, heldOut: 0 };
    const few = prepareDataset(dataset, { ...whole, trainPerClass: 4 });
    const more = new Set(members(prepareDataset(dataset, { ...whole, trainPerClass: 9 }).train));
    expect(members(few.train).every((image) => more.has(image))).toBe(true);
    expect(few.heldOut).toBeNull();
    expect(prepareDataset(dataset, { ...whole, trainPerClass: 0 }).train.count).toBe(60);
    expect(prepareDataset(dataset, { ...whole, trainPerClass: 500 }).train.count).toBe(60);
  });

  it("averages k × k pixels of each channel, rounded", () => {
    const pixels = Uint8Array.from({ length: 2 * 4 * 4 * 3 }, (_, at) => (at * 7) % 256);
    const split = { pixels, labels: Uint8Array.from([0, 1]), count: 2 };
    const colour: Dataset = {
      ...dataset,
      classNames: ["a", "b"],
      size: 4,
      channels: 3,
      train: split,
      test: split,
    };
    const { train } = prepareDataset(colour, {
      size: 2,
      trainPerClass: 0,
      testPerClass: 0,
      heldOut: 0,
      seed: 1,
    });
    for (let image = 0; image < 2; image++) {
      const from = train.labels[image]! * 48;
      for (let at = 0; at < 12; at++) {
        const corner = from + Math.floor(at / 6) * 24 + (Math.floor(at / 3) % 2) * 6 + (at % 3);
        const sum = pixels[corner]! + pixels[corner + 3]! + pixels[corner + 12]! + pixels[corner + 15]!;
        expect(train.pixels[image * 12 + at]).toBe(Math.round(sum / 4));
      }
    }
  });

  it("keeps at least one image on each side, and refuses where it cannot", () => {
    const two = prepareDataset(dataset, { ...options, trainPerClass: 2, heldOut: 0.01 });
    expect([two.train.count, two.heldOut?.count]).toEqual([3, 3]);
    expect(() => prepareDataset(dataset, { ...options, trainPerClass: 1 })).toThrow(StudioError);
  });

  it("refuses a size that does not divide the images' own", () => {
    expect(() => prepareDataset({ ...dataset, size: 28 }, { ...options, size: 16 })).toThrow(
      "cannot be averaged to 16 pixels",
    );
    expect(() => prepareDataset(dataset, { ...options, size: 16 })).toThrow(StudioError);
  });
});
