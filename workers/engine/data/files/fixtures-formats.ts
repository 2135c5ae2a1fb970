/** Tiny files of the formats that only the readers' own tests need, and decoders for them. */
import { decode as decodePng } from "fast-png";
import { zlibSync } from "fflate";
import { decode as decodeJpeg, encode as encodeJpeg } from "jpeg-js";
import { dump, type TypedArray } from "npyjs";
import type { ImageDecoder } from "./image-file";
import type { NamedFile } from "./namedFile";
import { zipped } from "./fixtures";

/** Decodes the PNGs of `fixtures.ts`, and JPEGs. */
export const fixtureDecoder: ImageDecoder = async (bytes, kind) => {
  if (kind === "jpeg") return decodeJpeg(bytes, { useTArray: true });
  const { width, height, channels, data } = decodePng(bytes);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgba[pixel * 4 + c] = data[pixel * channels + (channels < 3 ? 0 : c)]!;
    }
    if (channels === 4) rgba[pixel * 4 + 3] = data[pixel * 4 + 3]!;
  }
  return { width, height, data: rgba };
};

/** A JPEG of one colour. */
export function jpegFile(
  name: string,
  [red, green, blue]: readonly [number, number, number],
  size = 16,
): NamedFile {
  const data = Uint8Array.from({ length: size * size * 4 }, (_, at) => [red, green, blue, 255][at % 4]!);
  return { name, bytes: new Uint8Array(encodeJpeg({ width: size, height: size, data }, 95).data) };
}

/** CIFAR-100 records of the fine labels and their coarse ones; all bytes of a record are its fine label. */
export function cifar100File(
  name: string,
  labels: readonly (readonly [coarse: number, fine: number])[],
): NamedFile {
  const bytes = new Uint8Array(labels.length * 3074);
  for (const [record, [coarse, fine]] of labels.entries()) {
    bytes.fill(fine, record * 3074, (record + 1) * 3074);
    bytes.set([coarse, fine], record * 3074);
  }
  return { name, bytes };
}

/** One NumPy array. */
export function npyFile(name: string, values: TypedArray, shape: readonly number[]): NamedFile {
  return { name, bytes: new Uint8Array(dump(values, [...shape])) };
}

/** Arrays as `np.savez` stores them. */
export function npzFile(name: string, arrays: readonly NamedFile[]): NamedFile {
  return zipped(name, arrays);
}

/** A tag and its data, padded to eight bytes. */
function element(type: number, data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(8 + Math.ceil(data.length / 8) * 8);
  const view = new DataView(whole.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, data.length, true);
  whole.set(data, 8);
  return whole;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

/** One array of bytes of a MATLAB file, compressed or not. */
export function matlabArray(
  name: string,
  shape: readonly number[],
  values: Uint8Array,
  compressed = true,
): Uint8Array {
  const flags = Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0);
  const sizes = new Uint8Array(Int32Array.from(shape).buffer);
  // A short name stands in the tag itself, as MATLAB writes it.
  const tag = new Uint8Array(8);
  tag.set([1, 0, name.length, 0, ...new TextEncoder().encode(name)]);
  const matrix = element(14, joined([element(6, flags), element(5, sizes), tag, element(2, values)]));
  if (!compressed) return matrix;
  const packed = zlibSync(matrix);
  const whole = new Uint8Array(8 + packed.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, 15, true);
  view.setUint32(4, packed.length, true);
  whole.set(packed, 8);
  return whole;
}

/** A MATLAB file of version 5, little-endian. */
export function matlabFile(name: string, arrays: readonly Uint8Array[]): NamedFile {
  const header = new Uint8Array(128).fill(32);
  header.set(new TextEncoder().encode("MATLAB 5.0 MAT-file, made for a test"));
  header.set([0, 1, 0x49, 0x4d], 124);
  return { name, bytes: joined([header, ...arrays]) };
}

/** SVHN's images and labels; every byte tells its place: 8·row + column + 64·channel, and the image's number. */
export function svhnFile(name: string, labels: readonly number[], compressed = true, size = 8): NamedFile {
  const count = labels.length;
  const values = new Uint8Array(size * size * 3 * count);
  for (let n = 0, at = 0; n < count; n++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let column = 0; column < size; column++) {
        for (let row = 0; row < size; row++, at++) values[at] = row * size + column + 64 * channel + n;
      }
    }
  }
  return matlabFile(name, [
    matlabArray("X", [size, size, 3, count], values, compressed),
    matlabArray("y", [count, 1], Uint8Array.from(labels), compressed),
  ]);
}
