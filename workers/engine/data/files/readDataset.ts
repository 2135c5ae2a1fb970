/** Reads a data set from the files that a person dropped, whatever of the known formats they are in. */
import type { Dataset } from "../dataset";
import { readCifar10 } from "./cifar10";
import { readIdx } from "./idx";
import { baseName, FORMATS_HINT, refuse, type NamedFile } from "./namedFile";
import { recognise, type FileKind } from "./recognise";
import { unpack } from "./unpack";

type Kind = FileKind["kind"];

/**
 * Decodes CIFAR-10 (binary version) or MNIST-family files, packed or not, into one data set.
 *
 * Pixels come out channels last, in the files' order. Where only one split is given, a fifth of each class is held out
 * as test, always the same, and the title says so. The result may look into the given bytes: do not change them.
 * @throws StudioError `bad-file`: one sentence that names the file, what is wrong and what would be right.
 */
export async function readDataset(files: readonly NamedFile[]): Promise<Dataset> {
  if (files.length === 0) refuse("No files were given.", FORMATS_HINT);
  const found = new Map<Kind, NamedFile[]>();
  for (const file of await unpack(files)) {
    const recognised = recognise(file);
    if (recognised.kind === "foreign") {
      refuse(`${baseName(file)} is ${recognised.what}, not a data set that the studio reads.`, FORMATS_HINT);
    }
    found.set(recognised.kind, [...(found.get(recognised.kind) ?? []), file]);
  }
  const cifar = found.get("cifar10") ?? [];
  const idx = found.get("idx") ?? [];
  if (cifar.length > 0 && idx.length > 0) {
    refuse(
      `${baseName(cifar[0]!)} belongs to CIFAR-10 and ${baseName(idx[0]!)} to the MNIST family.`,
      "Choose the files of one data set only.",
    );
  }
  if (cifar.length > 0) return readCifar10(cifar, found.get("names")?.[0] ?? null);
  if (idx.length > 0) return readIdx(idx);
  const given = files.map(baseName).join(", ");
  return refuse(`${given.length > 80 ? "The files given" : given}: there are no images in it.`, FORMATS_HINT);
}
