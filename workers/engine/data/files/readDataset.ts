/** Reads a data set from the files that a person dropped, whatever of the known formats they are in. */
import type { Recipe } from "../../../protocol/recipe/recipe";
import type { Dataset } from "../dataset";
import { EncodedSource } from "../encoded-source";
import { RawSource } from "../raw-source";
import type { DataSource } from "../source";
import { readCifar10 } from "./cifar10";
import { readCifar100 } from "./cifar100";
import { readClassFolders } from "./class-folders";
import { readIdx } from "./idx";
import type { ImageDecoder } from "./image-file";
import { baseName, FORMATS_HINT, refuse, shortText, type NamedFile } from "./namedFile";
import { readNpz } from "./npz";
import { readParquet } from "./parquet";
import { recognise, type FileKind } from "./recognise";
import { readSvhn } from "./svhn";
import { unpack } from "./unpack";

type Kind = FileKind["kind"];

/** Kinds that make up a data set by themselves. */
const whole = {
  cifar10: "CIFAR-10",
  cifar100: "CIFAR-100",
  idx: "the MNIST family",
  matlab: "SVHN",
  numpy: "NumPy arrays",
  parquet: "a Parquet data set",
} as const;

type WholeKind = keyof typeof whole;
const wholeKinds = Object.keys(whole) as WholeKind[];

/** Sorts the files; the one kind of data among them comes back, too. */
function sort(files: readonly NamedFile[], hasImages: boolean) {
  const found = new Map<Kind, NamedFile[]>();
  for (const file of files) {
    const recognised = recognise(file);
    // Beside images a table or a document is no reason to refuse them.
    if (recognised.kind === "foreign" && !hasImages) {
      refuse(`${baseName(file)} is ${recognised.what}, not a data set that the studio reads.`, FORMATS_HINT);
    }
    found.set(recognised.kind, [...(found.get(recognised.kind) ?? []), file]);
  }
  const [kind, second] = wholeKinds.filter((each) => found.has(each));
  if (kind && second) {
    refuse(
      `${baseName(found.get(kind)![0]!)} belongs to ${whole[kind]} and ${baseName(found.get(second)![0]!)} to ${whole[second]}.`,
      "Choose the files of one data set only.",
    );
  }
  return { found, kind };
}

async function readWhole(
  kind: WholeKind,
  found: ReadonlyMap<Kind, readonly NamedFile[]>,
  decode: ImageDecoder | null,
): Promise<DataSource> {
  const files = found.get(kind)!;
  switch (kind) {
    case "cifar10":
      return new RawSource(readCifar10(files, found.get("names")?.[0] ?? null));
    case "cifar100":
      return new RawSource(readCifar100(files));
    case "idx":
      return new RawSource(readIdx(files));
    case "matlab":
      return new RawSource(await readSvhn(files));
    case "numpy":
      return new RawSource(readNpz(files));
    case "parquet":
      return new EncodedSource(readParquet(files), decode);
  }
}

/**
 * Reads files of any of the known formats, packed or not.
 *
 * Pixels come out channels last, in the files' order. Where only one split is given, a share of each class is held out
 * as test, always the same, and the title says so. The result may look into the given bytes: do not change them.
 * @param decode for encoded images; without it they are refused.
 * @throws StudioError `bad-file`: one sentence that names the file, what is wrong and what would be right.
 */
export async function readSource(
  files: readonly NamedFile[],
  decode: ImageDecoder | null,
): Promise<DataSource> {
  if (files.length === 0) refuse("No files were given.", FORMATS_HINT);
  const unpacked = await unpack(files);
  const { images } = unpacked;
  const { found, kind } = sort(unpacked.files, images.length > 0);
  const texts = found.get("text") ?? [];
  if (kind && images.length === 0) {
    const text = texts[0];
    if (text) refuse(`${baseName(text)} is a text, not a data set that the studio reads.`, FORMATS_HINT);
    return readWhole(kind, found, decode);
  }
  if (images.length > 0) {
    const source = readClassFolders(images, texts, baseName(files[0]!));
    if (kind) {
      refuse(
        `${baseName(found.get(kind)![0]!)} belongs to ${whole[kind]}, and there are images in class folders beside it.`,
        "Choose the files of one data set only.",
      );
    }
    return new EncodedSource(source, decode);
  }
  if (texts[0])
    refuse(`${baseName(texts[0])} is a text, not a data set that the studio reads.`, FORMATS_HINT);
  const given = files.map(baseName).join(", ");
  return refuse(
    `${given.length > 80 ? "The files given" : shortText(given)}: there are no images in it.`,
    FORMATS_HINT,
  );
}

/** Reads files and opens them as a recipe wants them. @throws StudioError as {@link readSource} and `open` do. */
export async function readDataset(
  files: readonly NamedFile[],
  recipe: Recipe,
  decode: ImageDecoder | null = null,
): Promise<Dataset> {
  return (await readSource(files, decode)).open(recipe);
}
