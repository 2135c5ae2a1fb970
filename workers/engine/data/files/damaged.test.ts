/**
 * Thousands of damaged files of each format: whatever the bytes are, they are refused in a sentence or make up a valid
 * data set, soon and without much memory; nothing else is ever thrown.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../protocol/errors";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import type { Dataset, ImageSplit } from "../dataset";
import { cifarFile, classFolders, gzipped, idxPair, tarred, zipped } from "./fixtures";
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

/** Small whole data sets, one of each kind; each is read as it is. */
const formats: Readonly<Record<string, readonly NamedFile[]>> = {
  "CIFAR-10": [cifarFile("data_batch_1.bin", [...two, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6, 7, 8, 9])],
  "CIFAR-100": [
    cifar100File("train.bin", [
      [4, 0],
      [1, 1],
      [4, 0],
      [1, 1],
    ]),
  ],
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
};

/** What is done to a file's bytes. */
type Damage =
  | { readonly kind: "cut"; readonly share: number }
  | { readonly kind: "grow"; readonly bytes: Uint8Array }
  | {
      readonly kind: "set";
      readonly places: readonly (readonly [share: number, value: number])[];
      readonly head: boolean;
    }
  | { readonly kind: "move"; readonly from: number; readonly to: number; readonly length: number };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** Values that mean something to the formats come up more often than others. */
const value = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), share }),
  fc.record({ kind: fc.constant("grow" as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }) }),
  fc.record({
    kind: fc.constant("set" as const),
    places: fc.array(fc.tuple(share, value), { minLength: 1, maxLength: 6 }),
    head: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    from: share,
    to: share,
    length: fc.integer({ min: 1, max: 40 }),
  }),
);

function damaged(bytes: Uint8Array, what: Damage): Uint8Array {
  switch (what.kind) {
    case "cut":
      return bytes.slice(0, Math.floor(what.share * bytes.length));
    case "grow": {
      const longer = new Uint8Array(bytes.length + what.bytes.length);
      longer.set(bytes);
      longer.set(what.bytes, bytes.length);
      return longer;
    }
    case "set": {
      const changed = bytes.slice();
      // Headers and directories stand at the ends.
      const room = what.head ? Math.min(bytes.length, 160) : bytes.length;
      for (const [at, byte] of what.places) changed[Math.floor(at * room)] = byte;
      return changed;
    }
    case "move": {
      const changed = bytes.slice();
      changed.copyWithin(
        Math.floor(what.to * bytes.length),
        Math.floor(what.from * bytes.length),
        Math.floor(what.from * bytes.length) + what.length,
      );
      return changed;
    }
  }
}

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

function checkRefusal(thrown: unknown): void {
  if (!(thrown instanceof StudioError) || !["bad-file", "bad-recipe"].includes(thrown.code)) throw thrown;
  const isSentence = /^[^\n]{8,400}\.$/su.test(thrown.message) && !/\p{Cc}/u.test(thrown.message);
  if (!isSentence || !thrown.hint.endsWith("."))
    throw new Error(`no sentence: ${JSON.stringify(thrown.message)}`);
}

/** Milliseconds that any one of these files may take, on a busy machine. */
const patience = 2000;

async function tryFiles(files: readonly NamedFile[]): Promise<void> {
  const begun = performance.now();
  await readDataset(files, recipe, fixtureDecoder).then(checkDataset, checkRefusal);
  const took = performance.now() - begun;
  if (took > patience) throw new Error(`it took ${Math.round(took)} ms`);
}

describe.each(Object.entries(formats))("%s", (name, files) => {
  const runs = name.includes("CIFAR") ? 1000 : 2000;

  it(`is read or refused in ${runs} ways of being damaged`, async () => {
    // As it is, it is read, or refused for the classes that so small a file lacks.
    await tryFiles(files);
    const heap = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(damage, { minLength: 1, maxLength: 2 }),
        async (at, all) => {
          const bytes = all.reduce(damaged, files[at]!.bytes);
          await tryFiles(files.map((file, k) => (k === at ? { name: file.name, bytes } : file)));
        },
      ),
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
