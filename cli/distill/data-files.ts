/** Which files `--data` means: a file itself, or those in a folder that can belong to the data set. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { DataSetName } from "../../workers/protocol/recipe/recipe";
import type { NamedFile } from "../../workers/engine/data/files/namedFile";
import { BadInput, fileTrouble } from "./bad-input";

type FileSet = Exclude<DataSetName, "shapes">;

interface Wanted {
  /** Names of the files in a folder; null: all of them, folders below included. */
  readonly pattern: RegExp | null;
  /** For people. */
  readonly title: string;
  readonly files: string;
}

const idx = /idx[13]-ubyte(\.gz)?$/i;
const binary = /\.(bin|bin\.gz|tar|tar\.gz|tgz)$|^batches\.meta\.txt$/i;
const idxFiles = "the folder of its four IDX files (train-images-idx3-ubyte, …, gzipped or not)";

const wantedFiles: Readonly<Record<FileSet, Wanted>> = {
  mnist: { pattern: idx, title: "MNIST", files: idxFiles },
  fashion: { pattern: idx, title: "Fashion-MNIST", files: idxFiles },
  kmnist: { pattern: idx, title: "KMNIST", files: idxFiles },
  emnist: {
    pattern: idx,
    title: "EMNIST",
    files: "the folder of one split's four IDX files (emnist-letters-train-images-idx3-ubyte, …)",
  },
  cifar10: {
    pattern: binary,
    title: "CIFAR-10",
    files: "its binary archive (cifar-10-binary.tar.gz) or a folder of its .bin files",
  },
  cifar100: {
    pattern: binary,
    title: "CIFAR-100",
    files: "its binary archive (cifar-100-binary.tar.gz) or the folder of train.bin and test.bin",
  },
  svhn: {
    pattern: /_32x32\.mat$/i,
    title: "SVHN",
    files: "the folder of train_32x32.mat and test_32x32.mat",
  },
  tiny: {
    pattern: null,
    title: "Tiny ImageNet",
    files: "tiny-imagenet-200.zip or the folder that it unpacks to",
  },
  files: {
    pattern: null,
    title: "own images",
    files:
      "a folder or a zip of class folders (PNG, JPEG or WebP), an .npz of images and labels, or Parquet files",
  },
};

/** Where the official archives unpack to. */
const innerFolders = ["cifar-10-batches-bin", "cifar-100-binary"];

/** What `--data` should be for a set: "its binary archive (…) or a folder of its .bin files". */
export function dataInWords(set: FileSet): { title: string; files: string } {
  return wantedFiles[set];
}

function read(path: string, name = basename(path)): NamedFile {
  try {
    return { name, bytes: new Uint8Array(readFileSync(path)) };
  } catch (error) {
    throw new BadInput(`${path} cannot be read: ${fileTrouble(error)}.`);
  }
}

function candidates(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && pattern.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  // The same file packed and unpacked is one file; loose files make an archive beside them superfluous.
  const unpacked = names.filter((name) => !(name.endsWith(".gz") && names.includes(name.slice(0, -3))));
  const loose = unpacked.filter((name) => !/\.(tar|tar\.gz|tgz)$/i.test(name));
  const images = loose.some((name) => !name.endsWith(".txt"));
  return (images ? loose : unpacked).map((name) => join(folder, name));
}

/** Every file below the folder but hidden ones, under names that begin with the folder's own. */
function everyFile(folder: string): NamedFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(sep).some((part) => part.startsWith(".")))
    .sort()
    .map((name) => read(join(folder, name), [basename(folder), ...name.split(sep)].join("/")));
}

/**
 * Reads the file at `path`, or the files in the folder there that can belong to `set`.
 * @throws BadInput if there is nothing to read.
 */
export function readDataFiles(path: string, set: FileSet): NamedFile[] {
  const { pattern, title, files } = wantedFiles[set];
  let found: NamedFile[];
  try {
    if (!statSync(path).isDirectory()) return [read(path)];
    if (pattern) {
      let paths = candidates(path, pattern);
      for (const inner of innerFolders) {
        const folder = join(path, inner);
        const unpacked = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
        if (paths.length === 0 && unpacked) paths = candidates(folder, pattern);
      }
      found = paths.map((each) => read(each));
    } else {
      found = everyFile(path);
    }
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`The data ${path} cannot be read: ${fileTrouble(error)}.`);
  }
  if (found.length > 0) return found;
  throw new BadInput(`${path} holds no files of ${title}; --data takes ${files}.`);
}
