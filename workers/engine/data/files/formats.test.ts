/** What is read from each of the newer formats: the true layout of small files, splits, labels, names. */
import { describe, expect, it } from "vitest";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import type { Recipe } from "../../../protocol/recipe/recipe";
import { gzipped, idxFile, tarred, zipped } from "./fixtures";
import { cifar100File, npyFile, npzFile, svhnFile } from "./fixtures-formats";
import type { NamedFile } from "./namedFile";
import { readDataset as read, readSource } from "./readDataset";

const recipe = defaultRecipe("mtt");
const readDataset = (
  files: readonly NamedFile[],
  data: Partial<Recipe["data"]> = {},
  method = recipe.method,
) => read(files, { ...recipe, method, data: { ...recipe.data, ...data } });

describe("CIFAR-100", () => {
  // The coarse label of each fine one, as the official files have them.
  const coarse = [
    4, 1, 14, 8, 0, 6, 7, 7, 18, 3, 3, 14, 9, 18, 7, 11, 3, 9, 7, 11, 6, 11, 5, 10, 7, 6, 13, 15, 3, 15, 0,
    11, 1, 10, 12, 14, 16, 9, 11, 5, 5, 19, 8, 8, 15, 13, 14, 17, 18, 10, 16, 4, 17, 4, 2, 0, 17, 4, 18, 17,
    10, 3, 2, 12, 12, 16, 12, 1, 9, 19, 2, 10, 0, 1, 16, 12, 9, 13, 15, 13, 16, 19, 2, 4, 6, 19, 5, 5, 8, 19,
    18, 1, 2, 15, 6, 0, 17, 8, 14, 13,
  ];
  const records = coarse.map((group, fine) => [group, fine] as const);
  const files = [cifar100File("train.bin", [...records, ...records]), cifar100File("test.bin", records)];

  it("reads fine labels with their names, packed or not", async () => {
    const data = await readDataset([gzipped(tarred("cifar-100-binary.tar", files))], { set: "cifar100" });
    expect(data).toMatchObject({ set: "cifar100", title: "CIFAR-100", size: 32, channels: 3 });
    expect([data.train.count, data.test.count]).toEqual([200, 100]);
    expect([data.classNames[0], data.classNames[1], data.classNames[99]]).toEqual([
      "apple",
      "aquarium fish",
      "worm",
    ]);
    expect([data.train.labels[7], data.train.pixels[7 * 3072]]).toEqual([7, 7]);
  });

  it("groups them into the twenty superclasses", async () => {
    const data = await readDataset(files, { set: "cifar100", superclasses: true });
    expect(data.classNames.length).toBe(20);
    expect(data.classNames[data.train.labels[0]!]).toBe("fruit and vegetables");
    expect([...data.test.labels]).toEqual(coarse);
  });

  it("is normalised by the statistics of the method's own code", async () => {
    const mean = async (method: Recipe["method"]) =>
      (await readDataset(files, { set: "cifar100" }, method)).mean[0];
    expect(await mean("mtt")).toBe(0.4914);
    expect(await mean("dm")).toBe(0.5071);
  });

  it("refuses labels that do not belong together", async () => {
    const wrong = cifar100File("train.bin", [[3, 0]]);
    await expect(readDataset([wrong])).rejects.toThrow("labels 3 (coarse) and 0 (fine) at record 1");
  });
});

describe("the IDX family", () => {
  const labels = [0, 1, 2, 0, 1, 2];
  const pair = (prefix: string, values: readonly number[], first = 0): NamedFile[] => [
    idxFile(`${prefix}-images-idx3-ubyte`, [values.length, 8, 8], 1),
    idxFile(
      `${prefix}-labels-idx1-ubyte`,
      [values.length],
      values.map((value) => value + first),
    ),
  ];

  it("leaves it to the recipe which of the sets it is whose files look the same", async () => {
    const files = pair("train", labels);
    expect((await readSource(files, null)).fits).toEqual(["mnist", "fashion", "kmnist"]);
    const fashion = await readDataset(files, { set: "fashion" });
    expect(fashion).toMatchObject({ set: "fashion", mean: [0.2861], std: [0.353] });
    expect(fashion.classNames).toEqual(["T-shirt/top", "trouser", "pullover"]);
    const kana = await readDataset(files, { set: "kmnist" });
    expect(kana.statistics).toBe("measured on the training images");
  });

  it("tells Fashion-MNIST by its folder or archive", async () => {
    const files = pair("FashionMNIST/raw/train", labels.concat([3, 4, 5, 6, 7, 8, 9], [3, 4, 5, 6, 7, 8, 9]));
    const data = await readDataset([zipped("anything.zip", files)]);
    expect([data.set, data.classNames[9]]).toEqual(["fashion", "ankle boot"]);
  });

  it("turns EMNIST's images upright and counts its letters from A", async () => {
    const letters = Array.from({ length: 26 }, (_, k) => k);
    const files = [...pair("emnist-letters-train", letters, 1), ...pair("emnist-letters-test", letters, 1)];
    const data = await readDataset(files, { set: "emnist" });
    expect([data.title, data.classNames.join("")]).toEqual(["EMNIST letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]);
    expect([...data.train.labels]).toEqual(letters);
    // Stored: pixel (row 0, column 1) has the value 2; upright it stands at row 1, column 0.
    expect([data.train.pixels[8], data.train.pixels[1]]).toEqual([2, 9]);
    await expect(readDataset([...files.slice(0, 2), ...pair("emnist-digits-test", labels)])).rejects.toThrow(
      /belongs to EMNIST digits and .* to EMNIST letters/,
    );
  });
});

describe("SVHN", () => {
  it.each([true, false])(
    "reads column-major arrays, compressed: %s; ten is the digit 0",
    async (compressed) => {
      const labels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      const data = await readDataset(
        [svhnFile("train_32x32.mat", labels, compressed), svhnFile("test_32x32.mat", labels, compressed)],
        { set: "svhn" },
      );
      expect(data).toMatchObject({ set: "svhn", size: 8, channels: 3, mean: [0.4377, 0.4438, 0.4728] });
      expect([...data.train.labels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
      // Image 2, row 3, column 5: 8·3 + 5 + the image's number, 64 more a channel.
      const at = 2 * 192 + (3 * 8 + 5) * 3;
      expect([...data.train.pixels.subarray(at, at + 3)]).toEqual([31, 95, 159]);
    },
  );

  it("refuses what it is not", async () => {
    const file = svhnFile("train_32x32.mat", [1, 2, 11]);
    await expect(readDataset([file])).rejects.toThrow("the label 11 at entry 3");
    const cut = { ...file, bytes: file.bytes.slice(0, -40) };
    await expect(readDataset([cut])).rejects.toThrow("train_32x32.mat is damaged or incomplete");
  });
});

describe("NumPy arrays", () => {
  const labels = Uint8Array.of(0, 1, 0, 1);
  const bytes = Uint8Array.from({ length: 4 * 8 * 8 * 3 }, (_, at) => at % 251);

  it("reads pairs of images and labels under their usual names, channels last or first, bytes or fractions", async () => {
    const fractions = Float32Array.from({ length: 4 * 3 * 64 }, (_, at) => (at % 192) / 192);
    const data = await readDataset([
      npzFile("digits.npz", [
        npyFile("x_train.npy", bytes, [4, 8, 8, 3]),
        npyFile("y_train.npy", BigInt64Array.from(labels, BigInt), [4]),
        npyFile("x_test.npy", fractions, [4, 3, 8, 8]),
        npyFile("y_test.npy", labels, [4, 1]),
      ]),
    ]);
    expect(data).toMatchObject({
      set: "files",
      title: "digits",
      size: 8,
      channels: 3,
      classNames: ["0", "1"],
    });
    expect([...data.train.pixels.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
    expect([...data.test.pixels.subarray(0, 3)]).toEqual(
      [0, 64, 128].map((at) => Math.round((at / 192) * 255)),
    );
    expect(data.statistics).toBe("measured on the training images");
    const red = bytes.filter((_, at) => at % 3 === 0);
    const mean = red.reduce((sum, value) => sum + value, 0) / red.length / 255;
    expect(data.mean[0]).toBeCloseTo(mean, 12);
  });

  it("takes labels with gaps, validation images, single files, and names of the classes", async () => {
    const grey = bytes.slice(0, 4 * 64);
    const data = await readDataset(
      [
        npyFile("train_images.npy", grey, [4, 8, 8]),
        npyFile("train_labels.npy", Uint8Array.of(3, 7, 3, 7), [4]),
        npyFile("val_images.npy", grey, [4, 8, 8]),
        npyFile("val_labels.npy", Uint8Array.of(7, 3, 3, 7), [4]),
      ],
      { set: "files" },
    );
    expect(data.classNames).toEqual(["3", "7"]);
    expect([...data.test.labels]).toEqual([1, 0, 0, 1]);
  });

  it.each([
    ["labels missing", [npyFile("x.npy", bytes, [4, 8, 8, 3])], "The labels to the array x.npy are missing"],
    [
      "another number of labels",
      [npyFile("x.npy", bytes, [4, 8, 8, 3]), npyFile("y.npy", labels.slice(1), [3])],
      "4 images, but y holds 3 labels",
    ],
    [
      "sides that differ",
      [npyFile("x.npy", bytes, [4, 4, 16, 3]), npyFile("y.npy", labels, [4])],
      "The array x is 4 × 4 × 16 × 3",
    ],
    [
      "values that are no pixels",
      [
        npyFile(
          "x.npy",
          Float32Array.from(bytes, (v) => v - 9),
          [4, 8, 8, 3],
        ),
        npyFile("y.npy", labels, [4]),
      ],
      "go from -9 to 241",
    ],
    ["no such arrays", [npyFile("a.npy", bytes, [768])], "no images and labels among the arrays a.npy"],
  ])("refuses %s", async (_, files, sentence) => {
    await expect(readDataset(files)).rejects.toThrow(sentence);
  });
});
