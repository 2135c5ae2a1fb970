/** Files that are read: both formats, plain and packed, whole and with one split only. */
import { describe, expect, it } from "vitest";
import { cifarFile, gzipped, idxFile, idxPair, tarred } from "./fixtures";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import type { NamedFile } from "./namedFile";
import { readDataset as read } from "./readDataset";

const recipe = defaultRecipe("mtt");
const readDataset = (files: readonly NamedFile[], data: Partial<typeof recipe.data> = {}) =>
  read(files, { ...recipe, data: { ...recipe.data, ...data } });

const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

describe("CIFAR-10", () => {
  const train = cifarFile("data_batch_1.bin", [...ten, ...ten]);
  const test = cifarFile("test_batch.bin", ten);

  it("turns planes into pixels with channels last", async () => {
    const data = await readDataset([train, test]);
    expect(data).toMatchObject({ set: "cifar10", title: "CIFAR-10", size: 32, channels: 3 });
    expect(data.classNames.slice(0, 2)).toEqual(["airplane", "automobile"]);
    expect([...data.train.labels]).toEqual([...ten, ...ten]);
    expect([data.train.count, data.test.count]).toEqual([20, 10]);
    expect(data.train.pixels.length).toBe(20 * 3072);
    // Record 3, pixel 2: red 3 + 10, green one more, blue two more.
    expect([...data.train.pixels.subarray(3 * 3072 + 6, 3 * 3072 + 9)]).toEqual([13, 14, 15]);
    expect(data.mean).toEqual([0.4914, 0.4822, 0.4465]);
    expect(data.std).toEqual([0.2023, 0.1994, 0.201]);
  });

  it("reads the official archive with its class names and readme, whatever it is called", async () => {
    const names = ten.map((k) => `kind ${k}`).join("\n") + "\n\n";
    const inside = [train, cifarFile("data_batch_2.bin", ten), test].map((file) => ({
      ...file,
      name: `cifar-10-batches-bin/${file.name}`,
    }));
    const extra = [
      text("cifar-10-batches-bin/batches.meta.txt", names),
      text("cifar-10-batches-bin/readme.html", "<p>"),
    ];
    const archive = gzipped(tarred("cifar-10-binary.tar", [...inside, ...extra]));
    const data = await readDataset([{ ...archive, name: "download(1)" }]);
    expect([data.train.count, data.test.count]).toEqual([30, 10]);
    expect(data.classNames[9]).toBe("kind 9");
    const plain = await readDataset([tarred("plain.tar", inside)]);
    expect(plain.train.pixels).toEqual(data.train.pixels);
  });

  it("does not depend on the order of the files", async () => {
    const second = cifarFile("data_batch_2.bin", [...ten].reverse());
    const a = await readDataset([test, second, train]);
    const b = await readDataset([train, second, test]);
    expect(a.train).toEqual(b.train);
  });

  it("makes one batch alone usable by holding out a fifth of each class", async () => {
    const five = [...ten, ...ten, ...ten, ...ten, ...ten];
    const data = await readDataset([cifarFile("data_batch_1.bin", five)]);
    expect([data.train.count, data.test.count]).toEqual([40, 10]);
    expect([...data.test.labels]).toEqual(ten);
    expect(data.title).toContain("a fifth of the images is held out as test");
    const again = await readDataset([cifarFile("test_batch.bin", five)]);
    expect(again.test.pixels).toEqual(data.test.pixels);
    expect(again.title).toContain("no training files");
  });
});

describe("the MNIST family", () => {
  const train = idxPair("train", [0, 1, 2, 2, 1, 0]);
  const test = idxPair("t10k", [2, 1, 0]);

  it("pairs images and labels, plain or gzipped, in any order", async () => {
    const plain = await readDataset([...train, ...test]);
    expect(plain).toMatchObject({ set: "mnist", size: 8, channels: 1, mean: [0.1307], std: [0.3081] });
    expect(plain.classNames).toEqual(["0", "1", "2"]);
    expect([...plain.test.labels]).toEqual([2, 1, 0]);
    expect([...plain.train.pixels.subarray(64, 67)]).toEqual([65, 66, 67]);
    const packed = await readDataset([...test, ...train].reverse().map(gzipped));
    expect(packed.train).toEqual(plain.train);
    expect(packed.test).toEqual(plain.test);
  });

  it("tells the format by content: names without a hint, views into larger buffers", async () => {
    const [images, labels] = train;
    const wide = new Uint8Array(images!.bytes.length + 20);
    wide.set(images!.bytes, 7);
    const view = wide.subarray(7, 7 + images!.bytes.length);
    const data = await readDataset([
      { name: "a", bytes: view },
      { name: "b", bytes: labels!.bytes },
    ]);
    expect([data.train.count, data.test.count]).toEqual([3, 3]);
    expect(data.title).toContain("held out");
  });

  it("takes a file that lies there both gzipped and unpacked once, and ignores what lies beside", async () => {
    const beside = [text(".DS_Store", "x"), text("README.md", "about")];
    const data = await readDataset([...train, ...test, ...train.map(gzipped), ...beside]);
    expect(data.train.count).toBe(6);
  });

  it("joins several training files", async () => {
    const data = await readDataset([
      ...idxPair("train-a", [0, 1]),
      ...idxPair("train-b", [1, 0, 1]),
      ...test.slice(0, 0),
      ...idxPair("test", [0, 1]),
    ]);
    expect([...data.train.labels]).toEqual([0, 1, 1, 0, 1]);
    expect(data.train.pixels.length).toBe(5 * 64);
  });

  it("reads images of the original size", async () => {
    const labels = idxFile("train-labels-idx1-ubyte", [4], [0, 1, 0, 1]);
    const data = await readDataset([idxFile("train-images-idx3-ubyte", [4, 28, 28]), labels]);
    expect(data.size).toBe(28);
  });
});
