/** Files that are refused, each with one sentence; and whatever the bytes are, nothing else is ever thrown. */
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../protocol/errors";
import { Random } from "../../tensor/random";
import { cifarFile, gzipped, idxFile, idxPair, tarred } from "./fixtures";
import type { NamedFile } from "./namedFile";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import { readDataset as read } from "./readDataset";

const readDataset = (files: readonly NamedFile[]) => read(files, defaultRecipe("mtt"));

const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const batch = cifarFile("data_batch_1.bin", [...ten, ...ten]);
const testBatch = cifarFile("test_batch.bin", ten);
const train = idxPair("train", [0, 1, 0, 1]);
const test = idxPair("t10k", [0, 1]);

const bytes = (name: string, ...values: number[]): NamedFile => ({ name, bytes: Uint8Array.from(values) });
const text = (name: string, content: string): NamedFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});
const cut = (file: NamedFile, length: number): NamedFile => ({
  name: file.name,
  bytes: file.bytes.slice(0, length),
});
const png = bytes("cat.png", 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);

async function refusal(files: readonly NamedFile[]): Promise<StudioError> {
  const thrown: unknown = await readDataset(files).then(
    () => "it was read",
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(StudioError);
  return thrown as StudioError;
}

const cases: readonly (readonly [string, readonly NamedFile[], RegExp])[] = [
  ["no file at all", [], /^No files were given/],
  ["an empty file", [bytes("data_batch_1.bin")], /data_batch_1\.bin is empty/],
  ["a PNG", [png], /cat\.png is a PNG image/],
  ["a PNG under another name", [{ ...png, name: "data_batch_1.bin" }], /is a PNG image/],
  ["a foreign file among good ones", [batch, testBatch, png], /cat\.png is a PNG/],
  ["a text", [text("notes.txt", "label,pixel\n1,2\n")], /notes\.txt is a text/],
  ["a zip", [bytes("images.zip", 0x50, 0x4b, 3, 4, 20, 0, 0, 0)], /images\.zip is a zip archive/],
  ["a Python pickle", [bytes("data_batch_1", 0x80, 2, 0x7d, 0x71, 1, 0xff)], /Python version/],
  ["only a readme", [text("readme.html", "<p>")], /readme\.html: there are no images/],
  ["a cut record", [cut(batch, 3073 * 7 + 100)], /cut short.* 7 records of 3,073 bytes and 100 bytes more/],
  ["a label out of range", [cifarFile("data_batch_1.bin", [0, 1, 12])], /the label 12 at record 3.*0 to 9/],
  ["a class without images", [cifarFile("data_batch_1.bin", [0, 1, 2, 0, 1, 2])], /no image of class "cat"/],
  [
    "a class without test images",
    [batch, cifarFile("test_batch.bin", [0, 1])],
    /test files' 2 images hold no image of class "bird"/,
  ],
  ["too few images to hold out", [testBatch], /only 1 image of class "airplane"/],
  ["odd class names", [batch, testBatch, text("batches.meta.txt", "one\n")], /must list 2 to 10 class names/],
  [
    "a cut gzip",
    [cut(gzipped(batch), gzipped(batch).bytes.length - 9)],
    /data_batch_1\.bin\.gz is damaged or incomplete/,
  ],
  ["a gzip header alone", [bytes("x.gz", 0x1f, 0x8b, 8, 0)], /x\.gz is damaged/],
  ["a cut archive", [cut(tarred("cifar.tar", [batch]), 5000)], /cifar\.tar is damaged/],
  ["an archive of other things", [tarred("photos.tar", [png])], /cat\.png is a PNG/],
  ["CIFAR-100", [{ name: "train.bin", bytes: new Uint8Array(2 * 3074).fill(15) }], /CIFAR-100/],
  ["both sets at once", [batch, ...train], /data_batch_1\.bin belongs to CIFAR-10 and train-images/],
  [
    "two files of one name",
    [batch, cifarFile("other/data_batch_1.bin", ten)],
    /Two different files are called/,
  ],
  ["images without labels", [train[0]!, ...test], /labels to train-images-idx3-ubyte are missing/],
  ["labels without images", [train[1]!, ...test], /images to train-labels-idx1-ubyte are missing/],
  [
    "another number of labels",
    [train[0]!, idxFile("train-labels-idx1-ubyte", [3], [0, 1, 0])],
    /holds 4 images, but .* holds 3 labels/,
  ],
  [
    "an IDX file cut short",
    [cut(train[0]!, 100), train[1]!],
    /cut short: its header announces 256 bytes \(4 × 8 × 8\), and 84 follow/,
  ],
  ["an IDX file cut in its header", [cut(train[0]!, 12), train[1]!], /ends within its header/],
  [
    "a wrong magic number",
    [bytes("train-images-idx3-ubyte", 0, 0, 13, 3, 0, 0, 0, 1, 200), train[1]!],
    /begins with 00 00 0d 03/,
  ],
  [
    "MNIST labels out of range",
    [train[0]!, idxFile("train-labels-idx1-ubyte", [4], [0, 1, 0, 77])],
    /the label 77 at entry 4/,
  ],
  ["one class only", idxPair("train", [0, 0, 0]), /one class only/],
  ["a gap in the classes", idxPair("train", [0, 2, 0, 2]), /no image of class "1"/],
  ["sizes that disagree", [...train, ...idxPair("t10k", [0, 1], 16)], /16 × 16 pixels, those of .* 8 × 8/],
  [
    "images that are not square",
    [idxFile("train-images-idx3-ubyte", [4, 8, 9]), train[1]!],
    /9 × 8 pixels; they must be square/,
  ],
  [
    "images that are too small",
    [idxFile("train-images-idx3-ubyte", [4, 4, 4]), train[1]!],
    /8 to 256 pixels a side/,
  ],
  ["no entries", [idxFile("train-images-idx3-ubyte", [0, 8, 8]), train[1]!], /holds nothing/],
];

describe("files that are refused", () => {
  it.each(cases)("%s", async (_, files, sentence) => {
    const error = await refusal(files);
    expect(error.code).toBe("bad-file");
    expect(error.message).toMatch(sentence);
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
  });
});

describe("whatever the bytes are", () => {
  const official = gzipped(tarred("cifar-10-binary.tar", [batch, testBatch]));
  const valid = [batch, official, tarred("cifar.tar", [batch, testBatch]), ...train, ...train.map(gzipped)];

  /** "read" or "refused"; any other error is thrown on. */
  async function outcome(files: readonly NamedFile[]): Promise<"read" | "refused"> {
    try {
      await readDataset(files);
      return "read";
    } catch (error) {
      if (error instanceof StudioError && error.code === "bad-file") return "refused";
      throw error;
    }
  }

  it("random bytes, with and without a known beginning, are read or refused", async () => {
    const random = Random.stream(1, "bytes");
    const beginnings = [[], [0x1f, 0x8b, 8], [0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 8, 4], [0x89, 0x50], [3]];
    for (let k = 0; k < 150; k++) {
      const content = Uint8Array.from({ length: random.integer(0, 1999) }, () => random.integer(0, 255));
      const beginning = beginnings[random.integer(0, beginnings.length - 1)]!;
      if (content.length > 4) content.set(beginning);
      expect(
        await outcome([
          { name: ["a", "x.bin", "t10k-images-idx3-ubyte.gz"][random.integer(0, 2)]!, bytes: content },
        ]),
      ).toMatch(/^(read|refused)$/);
    }
  });

  it("a gzip file cut anywhere is refused", async () => {
    const whole = gzipped(batch);
    for (let length = 3; length < whole.bytes.length; length += 1 + Math.floor(whole.bytes.length / 60)) {
      expect((await refusal([cut(whole, length)])).message).toContain("damaged or incomplete");
    }
  });

  it("valid files, cut or with bytes changed, are read or refused", async () => {
    const random = Random.stream(2, "cuts");
    for (let k = 0; k < 200; k++) {
      const files = valid.map((file) => ({ ...file }));
      const at = random.integer(0, files.length - 1);
      const file = files[at]!;
      const changed = random.chance(0.5)
        ? file.bytes.slice(0, random.integer(0, file.bytes.length - 1))
        : file.bytes.slice();
      for (let change = random.integer(0, 3); change > 0 && changed.length > 0; change--) {
        changed[random.integer(0, Math.min(changed.length, 600 - 1))] = random.integer(0, 255);
      }
      const damaged = { name: file.name, bytes: changed };
      expect(await outcome([damaged])).toMatch(/^(read|refused)$/);
      expect(
        await outcome(
          at >= 3
            ? [...files.slice(3, 5).filter((other) => other.name !== file.name), damaged]
            : [damaged, testBatch],
        ),
      ).toMatch(/^(read|refused)$/);
    }
  });
});
