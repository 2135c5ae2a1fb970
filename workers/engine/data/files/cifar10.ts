/**
 * CIFAR-10, binary version: records of one label byte and three planes (red, green, blue) of 32 × 32 bytes, row-major.
 * Source of the format: A. Krizhevsky, "The CIFAR-10 dataset". Any number of records a file is accepted.
 */
import type { Dataset, ImageSplit } from "../dataset";
import { baseName, CIFAR10_HINT, counted, refuse, type NamedFile } from "./namedFile";
import { CIFAR10_RECORD } from "./recognise";
import { completeSplits } from "./splits";

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

const standardNames: readonly string[] = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
];

/** Class names of `batches.meta.txt`, one a line; the standard ten without that file. */
function readNames(file: NamedFile | null): readonly string[] {
  if (!file) return standardNames;
  const names = new TextDecoder()
    .decode(file.bytes)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const sound =
    names.length >= 2 &&
    names.length <= 10 &&
    names.every((name) => /^[\p{L}\p{N} _.,'()-]{1,40}$/u.test(name));
  if (!sound) {
    refuse(
      `${baseName(file)} must list 2 to 10 class names, one on each line.`,
      "Take the file from the archive, or leave it away to get the standard names.",
    );
  }
  return names;
}

function checkFile(file: NamedFile, classNames: readonly string[]): void {
  const { bytes } = file;
  const whole = Math.floor(bytes.length / CIFAR10_RECORD);
  if (bytes.length === 0 || bytes.length !== whole * CIFAR10_RECORD) {
    refuse(
      `${baseName(file)} is cut short or no CIFAR-10 file: its ${counted(bytes.length)} bytes are ${counted(whole)} records of 3,073 bytes and ${counted(bytes.length % CIFAR10_RECORD)} bytes more.`,
      CIFAR10_HINT,
    );
  }
  for (let record = 0; record < whole; record++) {
    const label = bytes[record * CIFAR10_RECORD]!;
    if (label >= classNames.length) {
      refuse(
        `${baseName(file)} has the label ${label} at record ${counted(record + 1)}; labels of CIFAR-10 go from 0 to ${classNames.length - 1}.`,
        CIFAR10_HINT,
      );
    }
  }
}

/** Decodes files into one split, planes to channels last; the pixels are copied once. */
function decode(files: readonly NamedFile[]): ImageSplit | null {
  const count = files.reduce((sum, file) => sum + file.bytes.length / CIFAR10_RECORD, 0);
  if (count === 0) return null;
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { bytes } of files) {
    for (let start = 0; start < bytes.length; start += CIFAR10_RECORD, image++) {
      labels[image] = bytes[start]!;
      const red = start + 1;
      for (let at = 0, to = image * PIXELS; at < PLANE; at++, to += 3) {
        pixels[to] = bytes[red + at]!;
        pixels[to + 1] = bytes[red + at + PLANE]!;
        pixels[to + 2] = bytes[red + at + 2 * PLANE]!;
      }
    }
  }
  return { pixels, labels, count };
}

/**
 * Reads unpacked files of the binary version; names that contain "test" are the test split.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readCifar10(files: readonly NamedFile[], namesFile: NamedFile | null): Dataset {
  const classNames = readNames(namesFile);
  for (const file of files) checkFile(file, classNames);
  const isTest = (file: NamedFile) => /test/i.test(baseName(file));
  const found = {
    train: decode(files.filter((file) => !isTest(file))),
    test: decode(files.filter(isTest)),
  };
  const { train, test, note } = completeSplits(found, classNames, CIFAR10_HINT);
  return {
    set: "cifar10",
    title: `CIFAR-10${note}`,
    classNames,
    size: SIDE,
    channels: 3,
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.2023, 0.1994, 0.201],
    train,
    test,
  };
}
