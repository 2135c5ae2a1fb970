/** From decoded images to a training and a test split: every class must be there, and a missing split is held out. */
import type { ImageSplit } from "../dataset";
import { counted, refuse } from "./namedFile";

export interface FoundSplits {
  readonly train: ImageSplit | null;
  readonly test: ImageSplit | null;
}

export interface CompleteSplits {
  readonly train: ImageSplit;
  readonly test: ImageSplit;
  /** What a title must add: empty if both splits came from files. */
  readonly note: string;
}

/** One of this many images of each class becomes the test split where the files hold only one split. */
const HELD_OUT = 5;

function countByClass(split: ImageSplit, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of split.labels) counts[label]!++;
  return counts;
}

/** @throws StudioError `bad-file` if a class has fewer than `least` images. */
function checkClasses(
  split: ImageSplit,
  classNames: readonly string[],
  least: number,
  what: string,
  hint: string,
) {
  const counts = countByClass(split, classNames.length);
  const short = counts.findIndex((count) => count < least);
  if (short < 0) return;
  const found = counts[short] === 0 ? "no image" : `only ${counted(counts[short]!)} image`;
  refuse(
    `The ${what} ${counted(split.count)} images hold ${found} of class "${classNames[short]}"; every class needs at least ${least}.`,
    hint,
  );
}

/** The rows of `split` at `indices`, copied. */
function gather(split: ImageSplit, indices: readonly number[]): ImageSplit {
  const stride = split.pixels.length / split.count;
  const pixels = new Uint8Array(indices.length * stride);
  const labels = new Uint8Array(indices.length);
  for (const [row, index] of indices.entries()) {
    pixels.set(split.pixels.subarray(index * stride, (index + 1) * stride), row * stride);
    labels[row] = split.labels[index]!;
  }
  return { pixels, labels, count: indices.length };
}

/** Every fifth image of each class (at least its last) becomes a test image. */
function holdOut(all: ImageSplit, classes: number): { train: ImageSplit; test: ImageSplit } {
  const counts = countByClass(all, classes);
  const seen = new Array<number>(classes).fill(0);
  const train: number[] = [];
  const test: number[] = [];
  for (let index = 0; index < all.count; index++) {
    const label = all.labels[index]!;
    const nth = ++seen[label]!;
    const held = counts[label]! < HELD_OUT ? nth === counts[label] : nth % HELD_OUT === 0;
    (held ? test : train).push(index);
  }
  return { train: gather(all, train), test: gather(all, test) };
}

/**
 * Checks the classes and completes the splits: files of one split alone are divided, four fifths and one fifth of each
 * class, always in the same way.
 * @param hint what to do if images are missing.
 * @throws StudioError `bad-file` for fewer than two classes or a class without images.
 */
export function completeSplits(
  found: FoundSplits,
  classNames: readonly string[],
  hint: string,
): CompleteSplits {
  if (classNames.length < 2)
    refuse("The files hold images of one class only; at least two are needed.", hint);
  const { train, test } = found;
  if (train && test) {
    checkClasses(train, classNames, 1, "training files'", hint);
    checkClasses(test, classNames, 1, "test files'", hint);
    return { train, test, note: "" };
  }
  const all = train ?? test;
  if (!all) return refuse("The files hold no images.", hint);
  checkClasses(all, classNames, 2, "files'", hint);
  const missing = train ? "no test files" : "no training files";
  return {
    ...holdOut(all, classNames.length),
    note: ` (${missing}: a fifth of the images is held out as test)`,
  };
}
