/** The person's own files as the worker holds them: read, recognised, and opened for the recipe that is asked for. */
import type { Dataset } from "./engine/data/dataset";
import { readSource } from "./engine/data/files/readDataset";
import { refuse, type NamedFile } from "./engine/data/files/namedFile";
import type { DataChoice, DataSource, DecodeProgress } from "./engine/data/source";
import { possibleSizes } from "./engine/data/prepare";
import { browserDecoder } from "./browser-decoder";
import { mostDataBytes, type GivenFile, type LoadedFiles } from "./protocol/data";
import { StudioError } from "./protocol/errors";
import type { DataSetName } from "./protocol/recipe/recipe";
import { defaultRecipe } from "./protocol/recipe/defaults";

const MOST_FILES = 300_000;
/** Files that are read side by side. */
const TOGETHER = 64;

/** What a recipe asks for, as words for what is missing: "This recipe needs …". */
const wanted: Readonly<Record<Exclude<DataSetName, "shapes">, string>> = {
  mnist: "MNIST's IDX files (images and labels)",
  fashion: "Fashion-MNIST's IDX files (images and labels)",
  kmnist: "KMNIST's IDX files (images and labels)",
  emnist: "the IDX files of one split of EMNIST (images and labels)",
  cifar10: "CIFAR-10's binary files or archive",
  cifar100: "CIFAR-100's binary files or archive",
  svhn: "SVHN's train_32x32.mat and test_32x32.mat",
  tiny: "Tiny ImageNet's zip",
  files: "images of your own: a folder or zip of class folders, NumPy arrays or Parquet files",
};

/** Passes on what is told ten times a second at most. */
function seldom(tell: DecodeProgress): DecodeProgress {
  let last = performance.now();
  return (done, total) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    tell(done, total);
  };
}

async function readFiles(files: readonly GivenFile[]): Promise<NamedFile[]> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length > MOST_FILES || total > mostDataBytes) {
    const much =
      files.length > MOST_FILES
        ? `${files.length.toLocaleString("en-US")} files`
        : `${(total / 1e9).toFixed(1)} GB`;
    refuse(
      `${much} were given at once; the studio takes up to ${MOST_FILES.toLocaleString("en-US")} files of 2.1 GB together.`,
      "Choose a part of the data set.",
    );
  }
  const named: NamedFile[] = [];
  for (let from = 0; from < files.length; from += TOGETHER) {
    const batch = files.slice(from, from + TOGETHER).map(async ({ path, file }) => {
      const bytes = await file
        .arrayBuffer()
        .catch(() =>
          refuse(`${path} cannot be read any more.`, "Choose it again; it may have been moved or changed."),
        );
      return { name: path, bytes: new Uint8Array(bytes) };
    });
    named.push(...(await Promise.all(batch)));
  }
  return named;
}

export class OwnData {
  private held: DataSource | null = null;

  /**
   * Reads files; what was held before stays if they are refused.
   * @throws StudioError `bad-file`: one sentence on what is wrong.
   */
  async load(files: readonly GivenFile[]): Promise<LoadedFiles> {
    const source = await readSource(await readFiles(files), browserDecoder);
    const { set, fits, suggestedSize, nativeSize } = source;
    const { data } = defaultRecipe("mtt");
    // A few images of each class are opened: what cannot be decoded at all is refused here.
    await source.open({
      data: { ...data, set, size: suggestedSize, trainPerClass: 8, testPerClass: 2 },
      seed: 1,
    });
    this.held = source;
    return {
      set,
      fits,
      suggestedSize,
      sizes: nativeSize === null ? null : possibleSizes(nativeSize),
      classNames: source.classes(false, set).map(({ name }) => name),
    };
  }

  /** What is held, if a recipe of that set can run on it. */
  sourceFor(set: DataSetName): DataSource | null {
    return this.held?.fits.includes(set) ? this.held : null;
  }

  /**
   * The data set of a recipe.
   * @throws StudioError `no-data` if its files are not held, or as the files' reader says.
   */
  async open(choice: DataChoice, tell?: DecodeProgress): Promise<Dataset> {
    const { set } = choice.data;
    const source = this.sourceFor(set);
    if (source) return source.open(choice, tell && seldom(tell));
    throw new StudioError(
      "no-data",
      `This recipe needs ${set === "shapes" ? "the built-in set" : wanted[set]}.`,
      "Drop the files on the page or choose them, or take the built-in set.",
    );
  }
}
