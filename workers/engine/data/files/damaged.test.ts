/**
 * Thousands of damaged files of each format: whatever the bytes are, they are refused in a sentence or make up a valid
 * data set, soon and without much memory; nothing else is ever thrown.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import type { Dataset, ImageSplit } from "../dataset";
import { checkRefusal, damage } from "./damage";
import { cifarFile, classFolders, gzipped, idxPair, pngFile, tarred, zipped } from "./fixtures";
import { cifar100File, fixtureDecoder, jpegFile, npyFile, npzFile, svhnFile } from "./fixtures-formats";
import { parquetFile } from "./fixtures-parquet";
import type { NamedFile } from "./namedFile";
import { readDataset } from "./readDataset";

const recipe = { ...defaultRecipe("mtt"), data: { ...defaultRecipe("mtt").data, size: 8 } };
const two = [0, 1, 0, 1, 0, 1];
const pixels = Uint8Array.from({ length: 6 * 64 }, (_, at) => at & 255);
const arrays = [npyFile("x.npy", pixels, [6, 8, 8]), npyFile("y.npy", Uint8Array.from(two), [6])];
const folders = classFolders("x", ["a", "b"], 3, 9);
const photos = ["a", "b"].flatMap((name, k) =>
  [0, 1].map((i) => jpegFile(`p/${name}/${i}.jpg`, [90 * k, 50 * i, 9], 8)),
);

const cifar10 = [cifarFile("data_batch_1.bin", [...two, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6, 7, 8, 9])];
const cifar100 = [
  cifar100File("train.bin", [
    [4, 0],
    [1, 1],
    [4, 0],
    [1, 1],
  ]),
];
const table = (name: string, content: string): NamedFile => ({
  name: `tiny-imagenet-200/${name}`,
  bytes: new TextEncoder().encode(content),
});
const tinyImageNet = [
  ...["n01", "n02"].flatMap((wnid, k) =>
    [0, 1].map((i) => pngFile(`tiny-imagenet-200/train/${wnid}/images/${wnid}_${i}.JPEG`, [90 * k, i, 9], 8)),
  ),
  ...[0, 1].map((k) => pngFile(`tiny-imagenet-200/val/images/val_${k}.JPEG`, [50, k, 9], 8)),
  table("words.txt", "n01\tgoldfish, Carassius auratus\nn02\tbell cote\n"),
  table("val/val_annotations.txt", "val_0.JPEG\tn02\t0\t0\t9\t9\nval_1.JPEG\tn01\t0\t0\t9\t9\n"),
];

/** Small whole data sets, one of each kind; each is read as it is. */
const formats: Readonly<Record<string, readonly NamedFile[]>> = {
  "CIFAR-10": cifar10,
  "CIFAR-10, official archive": [gzipped(tarred("cifar-10-binary.tar", cifar10))],
  "CIFAR-100": cifar100,
  "CIFAR-100, official archive": [gzipped(tarred("cifar-100-binary.tar", cifar100))],
  IDX: [...idxPair("train", two), ...idxPair("t10k", two)],
  "gzipped IDX": idxPair("train", two).map(gzipped),
  SVHN: [svhnFile("train_32x32.mat", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])],
  "SVHN, not compressed": [svhnFile("train_32x32.mat", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], false)],
  NPZ: [npzFile("set.npz", arrays)],
  NPY: arrays,
  Parquet: [
    parquetFile("x.parquet", { images: folders.map(({ bytes }) => bytes), labels: [0, 0, 0, 1, 1, 1] }),
  ],
  "Parquet (zstd)": [
    parquetFile("x.parquet", {
      images: folders.map(({ bytes }) => bytes),
      labels: [0, 0, 0, 1, 1, 1],
      codec: "ZSTD",
    }),
  ],
  "Parquet, not compressed": [
    parquetFile("x.parquet", {
      images: folders.map(({ bytes }) => bytes),
      labels: ["a", "a", "a", "b", "b", "b"],
      codec: "UNCOMPRESSED",
      isFlat: true,
    }),
  ],
  "class folders (PNG)": folders,
  "class folders (JPEG)": photos,
  "zip of class folders": [zipped("x.zip", folders)],
  "stored zip": [zipped("x.zip", folders, 0)],
  "tar of class folders": [tarred("x.tar", folders)],
  "Tiny ImageNet": [zipped("tiny-imagenet-200.zip", tinyImageNet)],
  "Tiny ImageNet, unpacked": tinyImageNet,
};

function checkSplit(
  { pixels: bytes, labels, count }: ImageSplit,
  { size, channels, classNames }: Dataset,
): void {
  if (count < 1 || bytes.length !== count * size * size * channels || labels.length !== count) {
    throw new Error(`${count} images of ${size} pixels do not have ${bytes.length} bytes`);
  }
  const wrong = labels.find((label) => label >= classNames.length);
  if (wrong !== undefined) throw new Error(`there is no class ${wrong}`);
}

function checkDataset(data: Dataset): void {
  checkSplit(data.train, data);
  checkSplit(data.test, data);
  const numbers = [...data.mean, ...data.std];
  if (data.classNames.length < 2 || data.classNames.length > 256) throw new Error("odd classes");
  if (numbers.length !== 2 * data.channels || numbers.some((each) => !Number.isFinite(each))) {
    throw new Error("odd statistics");
  }
  if (data.std.some((each) => each <= 0)) throw new Error("a deviation of 0");
}

/** Milliseconds of the processor that any one of these files may take. */
const patience = 2000;

async function tryFiles(files: readonly NamedFile[]): Promise<void> {
  const begun = process.cpuUsage();
  await readDataset(files, recipe, fixtureDecoder).then(checkDataset, checkRefusal);
  const { user, system } = process.cpuUsage(begun);
  const took = (user + system) / 1000;
  if (took > patience) throw new Error(`it took ${Math.round(took)} ms`);
}

describe.each(Object.entries(formats))("%s", (_, files) => {
  const runs = 2000;

  it(`is read or refused in ${runs} ways of being damaged`, async () => {
    // As it is, it is read, or refused for the classes that so small a file lacks.
    await tryFiles(files);
    const heap = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), damage, async (at, damaged) => {
        const bytes = damaged(files[at]!.bytes);
        await tryFiles(files.map((file, k) => (k === at ? { name: file.name, bytes } : file)));
      }),
      { numRuns: runs, seed: 7 },
    );
    expect(process.memoryUsage().rss - heap).toBeLessThan(700e6);
  }, 60_000);
});

it("random bytes under any name are read or refused", async () => {
  const names = ["a.zip", "b.npz", "c.npy", "d.mat", "e.png", "x/y/f.jpg", "g.bin", "h-idx3-ubyte.gz", "i"];
  const starts = [
    "PK\x03\x04",
    "\x93NUMPY\x01\x00",
    "MATLAB 5.0 MAT-file",
    "\x89PNG\r\n\x1a\n",
    "\xff\xd8\xff",
    "RIFF1234WEBPVP8X",
    "\x1f\x8b\x08",
    "",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 400 }),
      async (name, start, bytes) => {
        const whole = Uint8Array.from([...[...start].map((char) => char.charCodeAt(0)), ...bytes]);
        await tryFiles([{ name, bytes: whole }]);
      },
    ),
    { numRuns: 1500, seed: 11 },
  );
}, 60_000);
