/** Tables of images as hubs hand them out. */
import { describe, expect, it } from "vitest";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import { pngFile } from "./fixtures";
import { fixtureDecoder } from "./fixtures-formats";
import { parquetFile, repeatedGroups } from "./fixtures-parquet";
import type { NamedFile } from "./namedFile";
import { readParquet } from "./parquet";
import { readDataset as read } from "./readDataset";

const recipe = defaultRecipe("mtt");
const readDataset = (files: readonly NamedFile[]) =>
  read(files, { ...recipe, data: { ...recipe.data, set: "files", size: 8 } }, fixtureDecoder);

const labels = [0, 1, 2, 0, 1, 2, 1];
const images = labels.map((label) => pngFile("", [60 * label, 9, 9], 8).bytes);
const names = ["aeroplane", "Boot", "猫"];

describe("Parquet", () => {
  it.each(["SNAPPY", "GZIP", "ZSTD", "UNCOMPRESSED"] as const)(
    "%s: images, labels and names; the split by the file's name",
    async (codec) => {
      const data = await readDataset([
        parquetFile("train-00000-of-00001.parquet", { images, labels, names, codec }),
        parquetFile("test-00000-of-00001.parquet", {
          images: images.slice(0, 3),
          labels: labels.slice(0, 3),
          names,
          codec,
        }),
      ]);
      expect(data).toMatchObject({ title: "Parquet data set", classNames: names, size: 8, channels: 3 });
      expect([...data.train.labels]).toEqual(labels);
      expect([data.train.count, data.test.count]).toEqual([7, 3]);
      labels.forEach((label, row) => expect(data.train.pixels[row * 192]).toBe(60 * label));
    },
  );

  it("of one name in folders of their splits, as hubs lay them down", async () => {
    const data = await readDataset([
      parquetFile("default/train/0000.parquet", { images, labels, names }),
      parquetFile("default/test/0000.parquet", {
        images: images.slice(0, 3),
        labels: labels.slice(0, 3),
        names,
      }),
    ]);
    expect([data.train.count, data.test.count]).toEqual([7, 3]);
  });

  it("takes labels in words, and holds test images out", async () => {
    const words = labels.map((label) => names[label]!);
    const data = await readDataset([parquetFile("data.parquet", { images, labels: words, isFlat: true })]);
    expect(data.classNames).toEqual([...names].sort());
    expect(data.title).toContain("held out as test");
  });

  it.each([
    ["no labels", { images, labels: labels.map(() => null) }, "Row 1 of x.parquet has no label"],
    ["labels of −1", { images, labels: labels.map(() => -1) }, "has the label -1"],
    [
      "no images",
      { images: images.map((bytes) => bytes.slice(3)), labels },
      "Row 1 of x.parquet holds no PNG",
    ],
  ])("refuses %s", async (_, table, sentence) => {
    await expect(readDataset([parquetFile("x.parquet", table)])).rejects.toThrow(sentence);
  });

  it.each(["SNAPPY", "GZIP", "ZSTD"] as const)(
    "%s: refuses pages that unpack to too much together",
    (codec) => {
      const table = parquetFile("x.parquet", { images, labels, codec });
      const whole = images.reduce((sum, { length }) => sum + length, 0);
      expect(readParquet([table], 2 * whole).train).toHaveLength(7);
      expect(() => readParquet([table, table], whole)).toThrow(
        "x.parquet is no sound Parquet table: its pages unpack to more than",
      );
    },
  );

  it("refuses parts that lie in the same place and have too many rows together", () => {
    const forged = repeatedGroups("x.parquet", 700_000, 3);
    expect(() => readParquet([forged])).toThrow(
      "x.parquet is no sound Parquet table: it has an impossible number of rows.",
    );
  });

  it("refuses a table that is cut short", async () => {
    const whole = parquetFile("x.parquet", { images, labels });
    for (const length of [4, 100, whole.bytes.length - 9]) {
      const cut = { name: whole.name, bytes: whole.bytes.slice(0, length) };
      await expect(readDataset([cut])).rejects.toThrow("x.parquet is no sound Parquet table");
    }
  });
});
