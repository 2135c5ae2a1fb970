/** Which files `--data` means: a file itself, or those in a folder that can belong to the data set. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { DataSetName } from "../../workers/protocol/recipe/recipe";
import type { NamedFile } from "../../workers/engine/data/files/namedFile";
import { BadInput, fileTrouble } from "./bad-input";

type FileSet = Exclude<DataSetName, "shapes">;

interface Wanted {
  readonly pattern: RegExp;
  /** For people. */
  readonly title: string;
  readonly files: string;
}

const wantedFiles: Readonly<Record<FileSet, Wanted>> = {
  mnist: {
    pattern: /idx[13]-ubyte(\.gz)?$/i,
    title: "MNIST",
    files: "the folder of its four IDX files (train-images-idx3-ubyte, …, gzipped or not)",
  },
  cifar10: {
    pattern: /\.(bin|bin\.gz|tar|tar\.gz|tgz)$|^batches\.meta\.txt$/i,
    title: "CIFAR-10",
    files: "its binary archive (cifar-10-binary.tar.gz) or a folder of its .bin files",
  },
};

/** Where the official archives unpack to. */
const innerFolders = ["cifar-10-batches-bin"];

/** What `--data` should be for a set: "its binary archive (…) or a folder of its .bin files". */
export function dataInWords(set: FileSet): { title: string; files: string } {
  return wantedFiles[set];
}

function read(path: string): NamedFile {
  try {
    return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
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

/**
 * Reads the file at `path`, or the files in the folder there that can belong to `set`.
 * @throws BadInput if there is nothing to read.
 */
export function readDataFiles(path: string, set: FileSet): NamedFile[] {
  const { pattern, title, files } = wantedFiles[set];
  let paths: string[];
  try {
    if (!statSync(path).isDirectory()) return [read(path)];
    paths = candidates(path, pattern);
    for (const inner of innerFolders) {
      const folder = join(path, inner);
      const unpacked = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
      if (paths.length === 0 && unpacked) paths = candidates(folder, pattern);
    }
  } catch (error) {
    throw new BadInput(`The data ${path} cannot be read: ${fileTrouble(error)}.`);
  }
  if (paths.length > 0) return paths.map(read);
  throw new BadInput(`There are no ${title} files in ${path}; --data takes ${files}.`);
}
