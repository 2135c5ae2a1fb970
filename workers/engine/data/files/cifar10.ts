/** CIFAR-10, binary version: one label byte a record. */
import type { RawImages } from "../raw-source";
import { checkRecords, CIFAR_SIDE, decodeSplits } from "./cifar-records";
import { baseName, CIFAR10_HINT, counted, refuse, type NamedFile } from "./namedFile";
import { CIFAR10_RECORD } from "./recognise";

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
  const whole = checkRecords(file, CIFAR10_RECORD, "CIFAR-10", CIFAR10_HINT);
  for (let record = 0; record < whole; record++) {
    const label = file.bytes[record * CIFAR10_RECORD]!;
    if (label >= classNames.length) {
      refuse(
        `${baseName(file)} has the label ${label} at record ${counted(record + 1)}; labels of CIFAR-10 go from 0 to ${classNames.length - 1}.`,
        CIFAR10_HINT,
      );
    }
  }
}

/**
 * Reads unpacked files of the binary version; names that contain "test" are the test split.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readCifar10(files: readonly NamedFile[], namesFile: NamedFile | null): RawImages {
  const classNames = readNames(namesFile);
  for (const file of files) checkFile(file, classNames);
  return {
    set: "cifar10",
    title: "CIFAR-10",
    classNames,
    size: CIFAR_SIDE,
    channels: 3,
    ...decodeSplits(files, CIFAR10_RECORD),
    hint: CIFAR10_HINT,
  };
}
