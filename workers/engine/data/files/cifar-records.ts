/**
 * Records of the binary versions of CIFAR: label bytes, then three planes (red, green, blue) of 32 × 32 bytes, row-major.
 * Source of the format: A. Krizhevsky, "The CIFAR-10 dataset". Any number of records a file is accepted.
 */
import type { ImageSplit } from "../dataset";
import { baseName, counted, refuse, type NamedFile } from "./namedFile";

export const CIFAR_SIDE = 32;
const PLANE = CIFAR_SIDE * CIFAR_SIDE;
const PIXELS = 3 * PLANE;

/** @throws StudioError `bad-file` if a file is not whole records of `length` bytes. */
export function checkRecords(file: NamedFile, length: number, title: string, hint: string): number {
  const { bytes } = file;
  const whole = Math.floor(bytes.length / length);
  if (bytes.length === 0 || bytes.length !== whole * length) {
    refuse(
      `${baseName(file)} is cut short or no ${title} file: its ${counted(bytes.length)} bytes are ${counted(whole)} records of ${counted(length)} bytes and ${counted(bytes.length % length)} bytes more.`,
      hint,
    );
  }
  return whole;
}

/** Decodes files into one split, planes to channels last; the pixels are copied once. The last label byte counts. */
function decode(files: readonly NamedFile[], length: number): ImageSplit | null {
  const count = files.reduce((sum, file) => sum + file.bytes.length / length, 0);
  if (count === 0) return null;
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { bytes } of files) {
    for (let start = 0; start < bytes.length; start += length, image++) {
      const red = start + length - PIXELS;
      labels[image] = bytes[red - 1]!;
      for (let at = 0, to = image * PIXELS; at < PLANE; at++, to += 3) {
        pixels[to] = bytes[red + at]!;
        pixels[to + 1] = bytes[red + at + PLANE]!;
        pixels[to + 2] = bytes[red + at + 2 * PLANE]!;
      }
    }
  }
  return { pixels, labels, count };
}

/** Files whose names contain "test" are the test split. */
export function decodeSplits(
  files: readonly NamedFile[],
  length: number,
): { train: ImageSplit | null; test: ImageSplit | null } {
  const isTest = (file: NamedFile): boolean => /test/i.test(baseName(file));
  return {
    train: decode(
      files.filter((file) => !isTest(file)),
      length,
    ),
    test: decode(files.filter(isTest), length),
  };
}
