/** Tiny data files made on the spot, for the tests of the readers. */
import { encode } from "fast-png";
import { gzipSync, zipSync } from "fflate";
import { createTar } from "nanotar";
import type { NamedFile } from "./namedFile";

/** A CIFAR-10 file: for each label one record whose planes hold `red`, `red + 1`, `red + 2` plus the pixel's place. */
export function cifarFile(name: string, labels: readonly number[]): NamedFile {
  const bytes = new Uint8Array(labels.length * 3073);
  for (const [record, label] of labels.entries()) {
    const start = record * 3073;
    bytes[start] = label;
    for (let at = 0; at < 3072; at++) bytes[start + 1 + at] = (record + (at >> 10) + 5 * (at & 1023)) & 255;
  }
  return { name, bytes };
}

/** An IDX file of unsigned bytes with the given sizes; the values count up from `first`. */
export function idxFile(
  name: string,
  shape: readonly number[],
  values: ArrayLike<number> | number = 0,
): NamedFile {
  const length = shape.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  const data = typeof values === "number" ? Uint8Array.from({ length }, (_, at) => values + at) : values;
  bytes.set(data, 4 + 4 * shape.length);
  return { name, bytes };
}

/** Images and labels of one split of an MNIST-like set, named as the originals. */
export function idxPair(prefix: string, labels: readonly number[], size = 8): NamedFile[] {
  return [
    idxFile(`${prefix}-images-idx3-ubyte`, [labels.length, size, size], 1),
    idxFile(`${prefix}-labels-idx1-ubyte`, [labels.length], labels),
  ];
}

/** The file gzipped, `.gz` added to its name. */
export function gzipped(file: NamedFile): NamedFile {
  return { name: `${file.name}.gz`, bytes: gzipSync(file.bytes) };
}

/** The files in one tar, as they lie in the official archive. */
export function tarred(name: string, files: readonly NamedFile[]): NamedFile {
  return { name, bytes: createTar(files.map((file) => ({ name: file.name, data: file.bytes }))) };
}

/** The files in one zip, deflated or stored. */
export function zipped(name: string, files: readonly NamedFile[], level: 0 | 6 = 6): NamedFile {
  const entries = Object.fromEntries(files.map((file) => [file.name, file.bytes]));
  return { name, bytes: zipSync(entries, { level }) };
}

/** A PNG of one colour, grey if it is one number, transparent in part if there are four. */
export function pngFile(name: string, colour: readonly number[], width = 12, height = width): NamedFile {
  const channels = colour.length;
  const data = Uint8Array.from({ length: width * height * channels }, (_, at) => colour[at % channels]!);
  return { name, bytes: encode({ width, height, data, channels }) };
}

/** `count` images of each class in `folder/<class>/`, each class of a colour of its own. */
export function classFolders(
  folder: string,
  classes: readonly string[],
  count: number,
  size = 12,
): NamedFile[] {
  return classes.flatMap((name, label) =>
    Array.from({ length: count }, (_, k) =>
      pngFile(`${folder}/${name}/${k}.png`, [40 * label, 100 + k, 255 - 40 * label], size),
    ),
  );
}
