/** Images in class folders, loose and zipped; what a recipe takes of them; Tiny ImageNet. */
import { describe, expect, it } from "vitest";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import type { Recipe } from "../../../protocol/recipe/recipe";
import { classFolders, pngFile, zipped } from "./fixtures";
import { fixtureDecoder, jpegFile } from "./fixtures-formats";
import type { NamedFile } from "./namedFile";
import { readSource } from "./readDataset";

const recipe = defaultRecipe("mtt");
const ofRecipe = (data: Partial<Recipe["data"]>) => ({
  ...recipe,
  data: { ...recipe.data, size: 8, ...data },
});
const open = async (files: readonly NamedFile[], data: Partial<Recipe["data"]> = {}) =>
  (await readSource(files, fixtureDecoder)).open(ofRecipe({ set: "files", ...data }));
const text = (name: string, content: string): NamedFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});

const folders = classFolders("flowers", ["rose", "aster", "tulip"], 10);

describe("class folders", () => {
  it("are read from a dropped folder and from its zip alike", async () => {
    const loose = await open(folders);
    expect(loose).toMatchObject({
      set: "files",
      size: 8,
      channels: 3,
      classNames: ["aster", "rose", "tulip"],
    });
    expect(loose.title).toBe("flowers (no test files: a fifth of the images is held out as test)");
    expect([loose.train.count, loose.test.count]).toEqual([24, 6]);
    // "rose" was made first: its red is 0, its blue 255.
    const rose = loose.train.labels.indexOf(1) * 192;
    expect([...loose.train.pixels.subarray(rose, rose + 3)]).toEqual([0, 100, 255]);
    for (const level of [0, 6] as const) {
      const packed = await open([zipped("flowers.zip", folders, level)]);
      expect(packed.train).toEqual(loose.train);
    }
    expect((await open([...folders].reverse())).train).toEqual(loose.train);
  });

  it("take train and test from folders of these names, validation images where they are needed", async () => {
    const train = classFolders("set/train", ["a", "b"], 3);
    const val = classFolders("set/val", ["a", "b"], 2);
    const test = classFolders("set/test", ["a", "b"], 1);
    const both = await open([...train, ...val]);
    expect([both.title, both.train.count, both.test.count]).toEqual(["set", 6, 4]);
    const all = await open([...train, ...val, ...test]);
    expect([all.train.count, all.test.count]).toEqual([10, 2]);
  });

  it("take the classes, the number of images and the share that the recipe says", async () => {
    const some = await open(folders, {
      classes: ["tulip", "0"],
      trainPerClass: 4,
      testPerClass: 1,
      testShare: 0.5,
    });
    expect([some.classNames, some.train.count, some.test.count]).toEqual([["aster", "tulip"], 8, 2]);
    const more = await open(folders, {
      classes: ["tulip", "0"],
      trainPerClass: 5,
      testPerClass: 1,
      testShare: 0.5,
    });
    expect(more.train.count).toBe(10);
    await expect(open(folders, { classes: ["tulip", "oak"] })).rejects.toThrow('no class "oak"');
    await expect(open(folders, { classes: ["tulip"] })).rejects.toThrow("One class alone");
  });

  it("bring images of any sides to the recipe's, cropped or squeezed", async () => {
    const files = ["a", "b"].flatMap((name) =>
      [0, 1].map((k) => pngFile(`x/${name}/${k}.png`, [60 + k], 40, 16)),
    );
    const cropped = await open(files, { size: 16 });
    expect([cropped.size, cropped.channels, cropped.train.pixels.length]).toEqual([16, 1, 2 * 256]);
    expect(new Set(cropped.train.pixels)).toEqual(new Set([60]));
    const squeezed = await open(files, { size: 16, fit: "stretch" });
    expect(squeezed.test.pixels.every((value) => value === 61)).toBe(true);
  });

  it("read JPEG beside PNG, names in any script, and pass over what lies beside the images", async () => {
    const names = ["Ölbaum", "桜", "ورد"];
    const files = names.flatMap((name) => [
      jpegFile(`${name.normalize("NFD")}/1.jpg`, [200, 100, 50]),
      pngFile(`${name}/2.png`, [200, 100, 50]),
    ]);
    const beside = [text("labels.csv", "a,b"), text("桜/notes.txt", "x"), text("ورد/notes.txt", "y")];
    const data = await open([...files, ...beside]);
    expect(data.classNames).toEqual([...names].sort());
    expect(data.train.pixels.every((value, at) => Math.abs(value - [200, 100, 50][at % 3]!) <= 3)).toBe(true);
  });

  it("decode nothing twice, and only what is asked for", async () => {
    let decoded = 0;
    const source = await readSource(folders, (...image) => {
      decoded++;
      return fixtureDecoder(...image);
    });
    const choice = ofRecipe({ set: "files", trainPerClass: 2, testPerClass: 1 });
    const [first, again] = [await source.open(choice), await source.open({ ...choice, method: "dm" })];
    expect([decoded, first.train === again.train]).toEqual([9, true]);
  });
});

describe("Tiny ImageNet", () => {
  const images = ["n02", "n01"].flatMap((wnid, label) =>
    [0, 1].map((k) => pngFile(`tiny-imagenet-200/train/${wnid}/images/${wnid}_${k}.JPEG`, [label, k, 9])),
  );
  const val = [0, 1].map((k) => pngFile(`tiny-imagenet-200/val/images/val_${k}.JPEG`, [50, k, 9]));
  const tables = [
    text("tiny-imagenet-200/wnids.txt", "n02\nn01\n"),
    text("tiny-imagenet-200/words.txt", "n01\tgoldfish, Carassius auratus\nn02\tbell cote\nn03\tsock\n"),
    text(
      "tiny-imagenet-200/val/val_annotations.txt",
      "val_0.JPEG\tn02\t0\t0\t9\t9\nval_1.JPEG\tn01\t0\t0\t9\t9\n",
    ),
    text("tiny-imagenet-200/train/n01/n01_boxes.txt", "n01_0.JPEG\t0\t0\t9\t9\n"),
  ];
  const unlabelled = pngFile("tiny-imagenet-200/test/images/test_0.JPEG", [1, 2, 3]);

  it("takes validation images for testing, by their table, and names of the classes", async () => {
    const source = await readSource(
      [zipped("tiny-imagenet-200.zip", [...images, ...val, ...tables, unlabelled])],
      fixtureDecoder,
    );
    expect([source.set, source.suggestedSize]).toEqual(["tiny", 64]);
    const data = await source.open(ofRecipe({ set: "tiny" }));
    expect(data).toMatchObject({
      title: "Tiny ImageNet",
      classNames: ["goldfish", "bell cote"],
      mean: [0.485, 0.456, 0.406],
    });
    expect([...data.test.labels]).toEqual([1, 0]);
    expect(data.train.count).toBe(4);
  });

  it("refuses a validation image that the table leaves out", async () => {
    const other = pngFile("tiny-imagenet-200/val/images/val_7.JPEG", [1, 1, 1]);
    await expect(open([...images, ...val, other, ...tables])).rejects.toThrow(
      "of which class images/val_7.JPEG is",
    );
  });
});
