/** From images to a training and a test split: every class must be there, and a missing split is held out. */
import { counted, refuse } from "./namedFile";

/** What tells the images of a split apart: their labels; there are as many as images. */
export type Labels = ArrayLike<number>;

export interface SplitLabels {
  readonly train: Labels | null;
  readonly test: Labels | null;
}

/** Which images make up the splits; null: all those of the split as it was found. */
export interface SplitPlan {
  /** Rows of the one split that there is; null if both were found. */
  readonly heldOut: { readonly train: readonly number[]; readonly test: readonly number[] } | null;
  /** What a title must add: empty if both splits came from files. */
  readonly note: string;
}

export function countByClass(labels: Labels, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]!++;
  return counts;
}

/** @throws StudioError `bad-file` if a class has fewer than `least` images. */
function checkClasses(
  labels: Labels,
  classNames: readonly string[],
  least: number,
  what: string,
  hint: string,
) {
  const counts = countByClass(labels, classNames.length);
  const short = counts.findIndex((count) => count < least);
  if (short < 0) return;
  const found = counts[short] === 0 ? "no image" : `only ${counted(counts[short]!)} image`;
  refuse(
    `The ${what} ${counted(labels.length)} images hold ${found} of class "${classNames[short]}"; every class needs at least ${least}.`,
    hint,
  );
}

/** Of each class, its images are gone through in order, and the share that has come up is held out; at least the last. */
function holdOut(labels: Labels, classes: number, share: number): { train: number[]; test: number[] } {
  const counts = countByClass(labels, classes);
  const seen = new Array<number>(classes).fill(0);
  const train: number[] = [];
  const test: number[] = [];
  // A little above, so that a share like 0.3 of ten is three in spite of rounding.
  const due = (images: number): number => Math.floor(images * share + 1e-9);
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    const nth = ++seen[label]!;
    const held = due(counts[label]!) < 1 ? nth === counts[label] : due(nth) > due(nth - 1);
    (held ? test : train).push(index);
  }
  return { train, test };
}

/** "a fifth", "a quarter", "30 %". */
function shareInWords(share: number): string {
  const fractions: Readonly<Record<number, string>> = { 0.5: "half", 0.25: "a quarter", 0.2: "a fifth" };
  return fractions[share] ?? `${Math.round(100 * share)} %`;
}

/**
 * Checks the classes and plans the splits: files of one split alone are divided, class by class, always in the same way.
 * @param share of each class that becomes the test split where the files hold only one split, above 0 and at most 0.5.
 * @param hint what to do if images are missing.
 * @throws StudioError `bad-file` for fewer than two classes or a class without images.
 */
export function planSplits(
  { train, test }: SplitLabels,
  classNames: readonly string[],
  share: number,
  hint: string,
): SplitPlan {
  if (classNames.length < 2)
    refuse("The files hold images of one class only; at least two are needed.", hint);
  if (train && test) {
    checkClasses(train, classNames, 1, "training files'", hint);
    checkClasses(test, classNames, 1, "test files'", hint);
    return { heldOut: null, note: "" };
  }
  const all = train ?? test;
  if (!all) return refuse("The files hold no images.", hint);
  checkClasses(all, classNames, 2, "files'", hint);
  const missing = train ? "no test files" : "no training files";
  return {
    heldOut: holdOut(all, classNames.length, share),
    note: ` (${missing}: ${shareInWords(share)} of the images is held out as test)`,
  };
}
