/**
 * The data sets that come as IDX files: what tells them apart, how their labels count, what their classes are called.
 * MNIST, Fashion-MNIST and KMNIST have files of the same names, so a folder or archive may tell them, or the person.
 * EMNIST (Cohen et al., 2017) stores its images transposed, and numbers its letters from 1.
 */
import type { DataSetName } from "../../../protocol/recipe/recipe";

export interface IdxKind {
  readonly set: DataSetName;
  readonly title: string;
  readonly classNames: readonly string[];
  /** Label of the first class. */
  readonly firstLabel: number;
  readonly transposed: boolean;
}

const digits = [..."0123456789"];
const capitals = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const small = [..."abcdefghijklmnopqrstuvwxyz"];
/** Letters whose small form differs from the capital enough to be a class of its own in the merged splits. */
const unmerged = [..."abdefghnqrt"];

const fashion = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];
const kana = ["お o", "き ki", "す su", "つ tsu", "な na", "は ha", "ま ma", "や ya", "れ re", "を wo"];

const plain = (set: DataSetName, title: string, classNames: readonly string[]): IdxKind => ({
  set,
  title,
  classNames,
  firstLabel: 0,
  transposed: false,
});

export const mnistFamily = {
  mnist: plain("mnist", "MNIST family", digits),
  fashion: plain("fashion", "Fashion-MNIST", fashion),
  kmnist: plain("kmnist", "KMNIST", kana),
};

const emnistSplits: Readonly<Record<string, readonly string[]>> = {
  letters: capitals,
  balanced: [...digits, ...capitals, ...unmerged],
  bymerge: [...digits, ...capitals, ...unmerged],
  byclass: [...digits, ...capitals, ...small],
  digits,
  mnist: digits,
};

/** What an IDX file belongs to by its name, folders included; MNIST where the name does not tell. */
export function idxKind(name: string): IdxKind {
  const lower = name.toLowerCase();
  if (lower.includes("emnist")) {
    const split = Object.keys(emnistSplits).find((known) => lower.includes(`emnist-${known}`)) ?? "balanced";
    return {
      set: "emnist",
      title: `EMNIST ${split}`,
      classNames: emnistSplits[split]!,
      firstLabel: split === "letters" ? 1 : 0,
      transposed: true,
    };
  }
  if (/fashion|fmnist/.test(lower)) return mnistFamily.fashion;
  if (/kmnist|kuzushiji/.test(lower)) return mnistFamily.kmnist;
  return mnistFamily.mnist;
}
