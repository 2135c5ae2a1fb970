/**
 * IDX files of the MNIST family: big-endian header (two zero bytes, type 8 for bytes, rank, one 32-bit size an axis),
 * then the data, row-major. Images (rank 3) and labels (rank 1) come in separate files and are paired here.
 * Source of the format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database".
 */
import type { ImageSplit } from "../dataset";
import type { RawImages } from "../raw-source";
import { idxKind, mnistFamily, type IdxKind } from "./idx-family";
import { baseName, counted, IDX_HINT, refuse, type NamedFile } from "./namedFile";

interface IdxArray {
  readonly file: NamedFile;
  readonly shape: readonly number[];
  /** A view of the file's bytes. */
  readonly data: Uint8Array;
}

const SMALLEST = 8;
const LARGEST = 256;

/** @throws StudioError `bad-file` for a wrong magic number, a length that is not the header's, or odd sizes. */
function readArray(file: NamedFile): IdxArray {
  const { bytes } = file;
  const name = baseName(file);
  const rank = bytes[3];
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || (rank !== 1 && rank !== 3)) {
    const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    refuse(
      `${name} is no IDX file of images or labels: it begins with ${magic || "nothing"} where 00 00 08 03 or 00 00 08 01 belongs.`,
      IDX_HINT,
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) refuse(`${name} ends within its header.`, IDX_HINT);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - header;
  if (found !== expected) {
    refuse(
      `${name} ${found < expected ? "is cut short" : "is longer than it says"}: its header announces ${counted(expected)} bytes (${shape.join(" × ")}), and ${counted(found)} follow.`,
      "Download or copy the file again.",
    );
  }
  if (shape[0] === 0) refuse(`${name} holds nothing: its header announces 0 entries.`, IDX_HINT);
  return { file, shape, data: bytes.subarray(header) };
}

function checkImages({ file, shape }: IdxArray): void {
  const [, height = 0, width = 0] = shape;
  if (height !== width || height < SMALLEST || height > LARGEST) {
    refuse(
      `The images of ${baseName(file)} are ${width} × ${height} pixels; they must be square, ${SMALLEST} to ${LARGEST} pixels a side.`,
      IDX_HINT,
    );
  }
}

function checkLabels({ file, data }: IdxArray, { firstLabel, classNames, set, title }: IdxKind): void {
  const last = firstLabel + classNames.length - 1;
  const wrong = data.findIndex((label) => label < firstLabel || label > last);
  if (wrong >= 0) {
    const whose = set === "mnist" ? "the MNIST family" : title;
    refuse(
      `${baseName(file)} has the label ${data[wrong]} at entry ${counted(wrong + 1)}; labels of ${whose} go from ${firstLabel} to ${last}.`,
      IDX_HINT,
    );
  }
}

/** Name with what tells images from labels taken out: equal for a pair. */
function pairKey(array: IdxArray): string {
  return baseName(array.file)
    .toLowerCase()
    .replace(/images?|labels?|idx\d|\W|_/g, "");
}

/** Pairs images with labels: by name, or as the only two there are. */
function pair(arrays: readonly IdxArray[]): { images: IdxArray; labels: IdxArray }[] {
  const images = arrays.filter((array) => array.shape.length === 3);
  const labels = arrays.filter((array) => array.shape.length === 1);
  const pairs = images.map((array) => {
    const named = labels.filter((candidate) => pairKey(candidate) === pairKey(array));
    const partner = images.length === 1 && labels.length === 1 ? labels[0] : named[0];
    if (!partner) return refuse(`The labels to ${baseName(array.file)} are missing.`, IDX_HINT);
    return { images: array, labels: partner };
  });
  const lonely = labels.find((array) => !pairs.some((done) => done.labels === array));
  if (lonely) refuse(`The images to ${baseName(lonely.file)} are missing.`, IDX_HINT);
  return pairs;
}

/** One split of all pairs. A single pair is not copied: the split looks into the files' bytes. */
function join(arrays: readonly IdxArray[], kind: IdxKind): ImageSplit | null {
  const pairs = pair(arrays);
  for (const { images, labels } of pairs) {
    checkImages(images);
    checkLabels(labels, kind);
    if (images.shape[0] !== labels.shape[0]) {
      refuse(
        `${baseName(images.file)} holds ${counted(images.shape[0]!)} images, but ${baseName(labels.file)} holds ${counted(labels.shape[0]!)} labels.`,
        IDX_HINT,
      );
    }
  }
  const only = pairs[0];
  if (!only) return null;
  if (pairs.length === 1) {
    return { pixels: only.images.data, labels: only.labels.data, count: only.images.shape[0]! };
  }
  const count = pairs.reduce((sum, { images }) => sum + images.shape[0]!, 0);
  const pixels = new Uint8Array(pairs.reduce((sum, { images }) => sum + images.data.length, 0));
  const labels = new Uint8Array(count);
  let pixelsAt = 0;
  let labelsAt = 0;
  for (const part of pairs) {
    pixels.set(part.images.data, pixelsAt);
    labels.set(part.labels.data, labelsAt);
    pixelsAt += part.images.data.length;
    labelsAt += part.labels.data.length;
  }
  return { pixels, labels, count };
}

/** Rows and columns exchanged, labels counted from 0; the file's bytes stay as they are. */
function upright(
  split: ImageSplit | null,
  size: number,
  { firstLabel, transposed }: IdxKind,
): ImageSplit | null {
  if (!split || !transposed) return split;
  const area = size * size;
  const pixels = new Uint8Array(split.pixels.length);
  for (let from = 0; from < pixels.length; from += area) {
    for (let at = 0; at < area; at++) {
      pixels[from + at] = split.pixels[from + (at % size) * size + Math.floor(at / size)]!;
    }
  }
  return { ...split, pixels, labels: split.labels.map((label) => label - firstLabel) };
}

/** The one kind to which all files belong. */
function kindOf(files: readonly NamedFile[]): IdxKind {
  const [first, ...others] = files;
  const kind = idxKind(first!.name);
  const stranger = others.find((file) => idxKind(file.name).title !== kind.title);
  if (stranger) {
    refuse(
      `${baseName(first!)} belongs to ${kind.title} and ${baseName(stranger)} to ${idxKind(stranger.name).title}.`,
      "Choose the files of one data set only.",
    );
  }
  return kind;
}

/** Names of the classes from 0 to the largest label of files whose set is not sure. */
const namesUpTo = (largest: number, { classNames }: IdxKind): readonly string[] =>
  classNames.slice(0, largest + 1);

/**
 * Reads unpacked IDX files; names with "t10k" or "test" are the test split. Names tell EMNIST, and perhaps
 * Fashion-MNIST and KMNIST; else it is the recipe that says which set of the family it is.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readIdx(files: readonly NamedFile[]): RawImages {
  const kind = kindOf(files);
  const arrays = files.map(readArray);
  const images = arrays.filter((array) => array.shape.length === 3);
  const other = images.find(
    (array) => array.shape[1] !== images[0]!.shape[1] || array.shape[2] !== images[0]!.shape[2],
  );
  if (other) {
    const size = ({ shape }: IdxArray) => `${shape[2]} × ${shape[1]}`;
    refuse(
      `The images of ${baseName(images[0]!.file)} are ${size(images[0]!)} pixels, those of ${baseName(other.file)} ${size(other)}; all must have one size.`,
      IDX_HINT,
    );
  }
  const isTest = ({ file }: IdxArray) => /t10k|test/i.test(baseName(file));
  const train = join(
    arrays.filter((array) => !isTest(array)),
    kind,
  );
  const test = join(arrays.filter(isTest), kind);
  const size = images[0]!.shape[1]!;
  let largest = 0;
  for (const split of [train, test])
    for (const label of split?.labels ?? []) largest = Math.max(largest, label);
  const { fashion, kmnist } = mnistFamily;
  const isUnsure = kind.set === "mnist";
  return {
    set: kind.set,
    title: kind.title,
    classNames: isUnsure ? namesUpTo(largest, kind) : kind.classNames,
    ...(isUnsure && {
      twins: {
        fashion: { title: fashion.title, classNames: namesUpTo(largest, fashion) },
        kmnist: { title: kmnist.title, classNames: namesUpTo(largest, kmnist) },
      },
    }),
    size,
    channels: 1,
    train: upright(train, size, kind),
    test: upright(test, size, kind),
    hint: IDX_HINT,
  };
}
