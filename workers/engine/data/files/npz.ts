/**
 * Arrays of images and labels, as NumPy saves them (.npz, or single .npy files): x_train and y_train, train_images and
 * train_labels, images and labels, and what else such arrays are called.
 */
import { MOST_CLASSES } from "../class-choice";
import type { ImageSplit } from "../dataset";
import type { RawImages } from "../raw-source";
import { baseName, counted, NPZ_HINT, refuse, shortText, type NamedFile } from "./namedFile";
import { readNumpy, type NumpyArray } from "./numpy";

const SMALLEST = 8;
const LARGEST = 256;

type Part = "train" | "test" | "validation" | "all";

interface Role {
  readonly part: Part;
  readonly what: "images" | "labels" | "names" | null;
}

/** What an array is by its name; the folder or archive it lies in may tell the split. */
function roleOf(name: string, path: string): Role {
  const lower = name.toLowerCase();
  const place = `${path} ${lower}`.toLowerCase();
  const part: Part = /test/.test(place)
    ? "test"
    : /val/.test(place)
      ? "validation"
      : /train|trn/.test(place)
        ? "train"
        : "all";
  if (/names/.test(lower)) return { part, what: "names" };
  if (/^y|_y$|label|target|^arr_1$/.test(lower)) return { part, what: "labels" };
  if (/^x|_x$|image|img|data|^arr_0$/.test(lower)) return { part, what: "images" };
  return { part, what: null };
}

interface Shape {
  readonly count: number;
  readonly size: number;
  readonly channels: 1 | 3;
  /** Channels before rows and columns. */
  readonly first: boolean;
}

function shapeOf({ name, shape }: NumpyArray): Shape {
  const [count = 0, a = 0, b = 0, c = 1] = shape;
  const isColour = (n: number): n is 1 | 3 => n === 1 || n === 3;
  const flat = shape.length === 2 ? Math.sqrt(a) : 0;
  const found: Shape | null =
    shape.length === 2 && Number.isInteger(flat)
      ? { count, size: flat, channels: 1, first: false }
      : shape.length === 3 && a === b
        ? { count, size: a, channels: 1, first: false }
        : shape.length === 4 && a === b && isColour(c)
          ? { count, size: a, channels: c, first: false }
          : shape.length === 4 && b === c && isColour(a)
            ? { count, size: b, channels: a, first: true }
            : null;
  if (!found || found.size < SMALLEST || found.size > LARGEST || count < 1) {
    return refuse(
      `The array ${shortText(name)} is ${shape.join(" × ") || "a single value"}; images must be N × side × side, with 1 or 3 channels after or before the sides, ${SMALLEST} to ${LARGEST} pixels a side.`,
      NPZ_HINT,
    );
  }
  return found;
}

/** Factor that makes bytes of the values: 1 for 0 … 255, 255 for 0 … 1. */
function byteFactor({ name, values, kind }: NumpyArray): number {
  const numbers = values as ArrayLike<number>;
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at < numbers.length; at++) {
    const value = numbers[at]!;
    if (Number.isNaN(value))
      refuse(`The array ${shortText(name)} holds a value that is no number.`, NPZ_HINT);
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least >= 0 && greatest <= 1 && kind === "float") return 255;
  if (least >= 0 && greatest <= 255) return 1;
  return refuse(
    `The values of ${shortText(name)} go from ${least} to ${greatest}; images must be bytes from 0 to 255, or numbers from 0 to 1.`,
    NPZ_HINT,
  );
}

function pixelsOf(array: NumpyArray, { count, size, channels, first }: Shape): Uint8Array {
  const { values } = array;
  if (array.kind === "text") refuse(`The array ${shortText(array.name)} holds text, not images.`, NPZ_HINT);
  if (values instanceof Uint8Array && !(first && channels === 3)) return values;
  const numbers = values as ArrayLike<number>;
  const factor = byteFactor(array);
  const area = size * size;
  const pixels = new Uint8Array(count * area * channels);
  for (let image = 0, to = 0; image < count; image++) {
    for (let at = 0; at < area; at++) {
      for (let c = 0; c < channels; c++, to++) {
        const from = image * area * channels + (first ? c * area + at : at * channels + c);
        pixels[to] = Math.round(numbers[from]! * factor);
      }
    }
  }
  return pixels;
}

interface LabelledArrays {
  readonly images: NumpyArray;
  readonly shape: Shape;
  readonly labels: readonly (number | string)[];
}

function labelsOf(
  { name, shape, values }: NumpyArray,
  images: NumpyArray,
  count: number,
): (number | string)[] {
  if (shape.slice(1).some((size) => size !== 1) || shape.length === 0) {
    refuse(
      `The array ${shortText(name)} is ${shape.join(" × ") || "a single value"}; labels must be one number an image.`,
      NPZ_HINT,
    );
  }
  if (values.length !== count) {
    refuse(
      `${shortText(images.name)} holds ${counted(count)} images, but ${shortText(name)} holds ${counted(values.length)} labels.`,
      NPZ_HINT,
    );
  }
  const labels = Array.from(values as ArrayLike<number | string>);
  const wrong = labels.findIndex((label) => typeof label === "number" && !Number.isInteger(label));
  if (wrong >= 0) {
    refuse(
      `${shortText(name)} has the label ${labels[wrong]} at entry ${counted(wrong + 1)}; labels must be whole numbers or names.`,
      NPZ_HINT,
    );
  }
  return labels;
}

/** The classes there are, in order; a gap between numbers is none. */
function classesOf(parts: readonly LabelledArrays[]): (number | string)[] {
  const classes = new Set(parts.flatMap((part) => part.labels));
  if (classes.size > MOST_CLASSES) {
    refuse(
      `The labels tell ${counted(classes.size)} classes apart; the studio takes up to ${MOST_CLASSES}.`,
      NPZ_HINT,
    );
  }
  const numbers = [...classes].filter((label) => typeof label === "number").sort((a, b) => a - b);
  const words = [...classes].filter((label) => typeof label === "string").sort();
  return [...numbers, ...words];
}

function nameOf(label: number | string, names: NumpyArray | undefined): string {
  const given: unknown = typeof label === "number" ? names?.values[label] : label;
  return (typeof given === "string" && shortText(given).normalize("NFC")) || String(label);
}

/** All parts in one split. */
function join(parts: readonly LabelledArrays[], classes: readonly (number | string)[]): ImageSplit | null {
  if (parts.length === 0) return null;
  const places = new Map(classes.map((label, place) => [label, place]));
  const labels = Uint8Array.from(
    parts.flatMap((part) => part.labels),
    (label) => places.get(label)!,
  );
  const decoded = parts.map(({ images, shape }) => pixelsOf(images, shape));
  if (decoded.length === 1) return { pixels: decoded[0]!, labels, count: labels.length };
  const pixels = new Uint8Array(decoded.reduce((sum, part) => sum + part.length, 0));
  decoded.reduce((at, part) => {
    pixels.set(part, at);
    return at + part.length;
  }, 0);
  return { pixels, labels, count: labels.length };
}

/**
 * Reads arrays of images and labels; validation images are taken for training where there are test images, else for
 * testing.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readNpz(files: readonly NamedFile[]): RawImages {
  const arrays = files.map((file) => {
    const name = baseName(file).replace(/\.npy$/i, "");
    return { file, role: roleOf(name, file.name.slice(0, -baseName(file).length)) };
  });
  const first = (part: Part, what: Role["what"]) =>
    arrays.find(({ role }) => role.part === part && role.what === what)?.file;
  const partOf = (part: Part): LabelledArrays | null => {
    const [imageFile, labelFile] = [first(part, "images"), first(part, "labels")];
    if (!imageFile && !labelFile) return null;
    if (!imageFile || !labelFile) {
      const [there, lacking] = imageFile ? [imageFile, "labels"] : [labelFile!, "images"];
      return refuse(`The ${lacking} to the array ${shortText(baseName(there))} are missing.`, NPZ_HINT);
    }
    const images = readNumpy(imageFile);
    const shape = shapeOf(images);
    return { images, shape, labels: labelsOf(readNumpy(labelFile), images, shape.count) };
  };
  const [train, validation, test, all] = [
    partOf("train"),
    partOf("validation"),
    partOf("test"),
    partOf("all"),
  ];
  const training = [train, all, test && validation].filter((part) => part !== null);
  const testing = [test ?? (training.length > 0 ? validation : null)].filter((part) => part !== null);
  const parts = [...training, ...testing];
  const [one] = parts;
  if (!one) {
    const names = arrays.map(({ file }) => shortText(baseName(file))).slice(0, 6);
    return refuse(`There are no images and labels among the arrays ${names.join(", ")}.`, NPZ_HINT);
  }
  const other = parts.find(
    ({ shape }) => shape.size !== one.shape.size || shape.channels !== one.shape.channels,
  );
  if (other) {
    const sides = ({ shape: { size, channels } }: LabelledArrays) => `${size} × ${size} × ${channels}`;
    refuse(
      `The images of ${shortText(one.images.name)} are ${sides(one)}, those of ${shortText(other.images.name)} ${sides(other)}; all must have one size.`,
      NPZ_HINT,
    );
  }
  const classes = classesOf(parts);
  const namesFile = arrays.find(({ role }) => role.what === "names")?.file;
  const names = namesFile && readNumpy(namesFile);
  const archive = files[0]!.name.split("/").find((part) => /\.npz$/i.test(part));
  return {
    set: "files",
    title: archive ? shortText(archive.replace(/\.npz$/i, "")) : "NumPy arrays",
    classNames: classes.map((label) => nameOf(label, names)),
    size: one.shape.size,
    channels: one.shape.channels,
    train: join(training, classes),
    test: join(testing, classes),
    hint: NPZ_HINT,
  };
}
