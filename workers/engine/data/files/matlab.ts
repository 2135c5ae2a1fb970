/**
 * MATLAB files of version 5, as far as SVHN's cropped digits use them: little-endian, numeric arrays at the top level,
 * plain or zlib-compressed. Source of the format: "MAT-File Format", MathWorks. The one package that reads them is
 * under a licence that the studio cannot take.
 */
import { inflate } from "./gzip";
import { baseName, refuse, SVHN_HINT, type NamedFile } from "./namedFile";

export interface MatlabArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** Column-major, the first index fastest. */
  readonly values: ArrayLike<number>;
}

const HEADER = 128;
const MATRIX = 14;
const COMPRESSED = 15;

/** Element types by which numbers are stored, and how many bytes each takes. */
const numbers: Readonly<Record<number, { width: number; read: (view: DataView, at: number) => number }>> = {
  1: { width: 1, read: (view, at) => view.getInt8(at) },
  2: { width: 1, read: (view, at) => view.getUint8(at) },
  3: { width: 2, read: (view, at) => view.getInt16(at, true) },
  4: { width: 2, read: (view, at) => view.getUint16(at, true) },
  5: { width: 4, read: (view, at) => view.getInt32(at, true) },
  6: { width: 4, read: (view, at) => view.getUint32(at, true) },
  7: { width: 4, read: (view, at) => view.getFloat32(at, true) },
  9: { width: 8, read: (view, at) => view.getFloat64(at, true) },
};

export function isMatlab(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 19));
  return start === "MATLAB 5.0 MAT-file" && bytes.length >= HEADER;
}

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
  /** Where the next one begins. */
  readonly next: number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** The element at `at`; null if it reaches past the end. */
function elementAt(bytes: Uint8Array, at: number): Element | null {
  if (at + 8 > bytes.length) return null;
  const view = viewOf(bytes);
  const word = view.getUint32(at, true);
  // Up to four bytes of data may stand in the tag itself, their number above the type.
  const few = word >>> 16;
  if (few > 0) {
    return few > 4 ? null : { type: word & 0xffff, data: bytes.subarray(at + 4, at + 4 + few), next: at + 8 };
  }
  const size = view.getUint32(at + 4, true);
  if (at + 8 + size > bytes.length) return null;
  const padded = word === COMPRESSED ? size : Math.ceil(size / 8) * 8;
  return { type: word, data: bytes.subarray(at + 8, at + 8 + size), next: at + 8 + padded };
}

/** The array in a matrix element; null for what is no array of real numbers. */
function arrayIn(data: Uint8Array): MatlabArray | null {
  const flags = elementAt(data, 0);
  const sizes = flags && elementAt(data, flags.next);
  const name = sizes && elementAt(data, sizes.next);
  const values = name && elementAt(data, name.next);
  if (!values || flags.type !== 6 || sizes.type !== 5 || name.type !== 1) return null;
  const shape = Array.from({ length: sizes.data.length >> 2 }, (_, axis) =>
    viewOf(sizes.data).getInt32(4 * axis, true),
  );
  const length = shape.reduce((product, size) => product * size, 1);
  const how = numbers[values.type];
  if (!how || shape.some((size) => size < 0) || values.data.length !== length * how.width) return null;
  const view = viewOf(values.data);
  return {
    name: new TextDecoder("latin1").decode(name.data),
    shape,
    // Bytes, which images are, are not copied.
    values:
      values.type === 2
        ? values.data
        : Float64Array.from({ length }, (_, i) => how.read(view, i * how.width)),
  };
}

/**
 * The numeric arrays of a file; what else it holds is passed over.
 * @throws StudioError `bad-file` if the file is damaged, or not in the order of bytes that all machines write today.
 */
export async function readMatlab(file: NamedFile): Promise<MatlabArray[]> {
  const { bytes } = file;
  const damaged = (): never =>
    refuse(`${baseName(file)} is damaged or incomplete: an array reaches past its end.`, SVHN_HINT);
  if (bytes[126] !== 0x49 || bytes[127] !== 0x4d) {
    refuse(`${baseName(file)} is a MATLAB file in big-endian order, which is not read.`, SVHN_HINT);
  }
  const arrays: MatlabArray[] = [];
  for (let at = HEADER; at < bytes.length;) {
    const element: Element = elementAt(bytes, at) ?? damaged();
    let matrix: Element | null = element;
    if (element.type === COMPRESSED) {
      const expected = Math.min(2 ** 28, 4 * element.data.length);
      const inner = await inflate(element.data, "deflate", expected, baseName(file));
      matrix = elementAt(inner, 0) ?? damaged();
    }
    const array = matrix.type === MATRIX ? arrayIn(matrix.data) : null;
    if (array) arrays.push(array);
    at = element.next;
  }
  return arrays;
}
