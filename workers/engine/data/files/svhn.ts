/**
 * SVHN, cropped digits: in each .mat file an array X of 32 × 32 × 3 × N bytes, column-major, and y of N labels from 1 to
 * 10, where 10 is the digit 0. Source: Netzer et al., "Reading Digits in Natural Images", 2011.
 */
import type { ImageSplit } from "../dataset";
import type { RawImages } from "../raw-source";
import { readMatlab } from "./matlab";
import { baseName, counted, refuse, SVHN_HINT, type NamedFile } from "./namedFile";

const SMALLEST = 8;
const LARGEST = 256;

interface SizedSplit {
  readonly split: ImageSplit;
  readonly size: number;
}

async function readFile(file: NamedFile): Promise<SizedSplit> {
  const name = baseName(file);
  const arrays = await readMatlab(file);
  const images = arrays.find((array) => array.name === "X");
  const labels = arrays.find((array) => array.name === "y");
  if (!images || !labels) {
    const found = arrays.map((array) => array.name).join(", ") || "none";
    return refuse(`${name} lacks the arrays X and y of SVHN; the arrays in it: ${found}.`, SVHN_HINT);
  }
  const [height = 0, width = 0, channels = 0, count = 1] = images.shape;
  if (
    height !== width ||
    height < SMALLEST ||
    height > LARGEST ||
    channels !== 3 ||
    images.shape.length > 4
  ) {
    refuse(`X of ${name} is ${images.shape.join(" × ")}; it must be 32 × 32 × 3 × N.`, SVHN_HINT);
  }
  if (!(images.values instanceof Uint8Array)) refuse(`X of ${name} does not hold bytes.`, SVHN_HINT);
  if (count < 1 || labels.values.length !== count) {
    refuse(
      `${name} holds ${counted(count)} images, but ${counted(labels.values.length)} labels.`,
      "Download or copy the file again.",
    );
  }
  const area = height * width;
  const pixels = new Uint8Array(count * area * 3);
  for (let image = 0, to = 0; image < count; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < 3; channel++, to++) {
          pixels[to] = images.values[row + height * column + area * (channel + 3 * image)]!;
        }
      }
    }
  }
  return { split: { pixels, labels: digitsOf(labels.values, name), count }, size: height };
}

function digitsOf(values: ArrayLike<number>, name: string): Uint8Array {
  return Uint8Array.from({ length: values.length }, (_, at) => {
    const label = values[at]!;
    if (!Number.isInteger(label) || label < 1 || label > 10) {
      refuse(
        `${name} has the label ${label} at entry ${counted(at + 1)}; labels of SVHN go from 1 to 10, where 10 is the digit 0.`,
        SVHN_HINT,
      );
    }
    return label % 10;
  });
}

/**
 * Reads SVHN's files; names that contain "test" are the test split, and "extra" ones are refused, as no paper uses them.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export async function readSvhn(files: readonly NamedFile[]): Promise<RawImages> {
  const isTest = (file: NamedFile): boolean => /test/i.test(baseName(file));
  const ofSplit = (test: boolean): NamedFile[] => files.filter((file) => isTest(file) === test);
  for (const several of [ofSplit(true), ofSplit(false)]) {
    if (several.length > 1) {
      refuse(
        `${baseName(several[0]!)} and ${baseName(several[1]!)} are both ${isTest(several[0]!) ? "test" : "training"} files.`,
        SVHN_HINT,
      );
    }
  }
  const [trainFile, testFile] = [ofSplit(false)[0], ofSplit(true)[0]];
  const train = trainFile ? await readFile(trainFile) : null;
  const test = testFile ? await readFile(testFile) : null;
  if (train && test && train.size !== test.size) {
    refuse(
      `The images of ${baseName(trainFile!)} are ${train.size} pixels, those of ${baseName(testFile!)} ${test.size}; all must have one size.`,
      SVHN_HINT,
    );
  }
  return {
    set: "svhn",
    title: "SVHN",
    classNames: [..."0123456789"],
    size: (train ?? test)!.size,
    channels: 3,
    train: train && train.split,
    test: test && test.split,
    hint: SVHN_HINT,
  };
}
