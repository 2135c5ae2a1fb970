/**
 * One NumPy array (.npy): magic, version, a header that is a Python dictionary, then the values. Read by hand and not
 * by the library that writes them, since the header of a stranger's file has to be checked against its length first.
 */
import { baseName, NPZ_HINT, refuse, shortText, type NamedFile } from "./namedFile";

export interface NumpyArray {
  /** File name without its ending. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Numbers as stored, or text; the last index fastest. */
  readonly values: ArrayLike<number> | readonly string[];
  readonly kind: "integer" | "float" | "text";
}

const MAGIC = "\x93NUMPY";

export function isNumpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 6)) === MAGIC;
}

/** Numbers from 16 bits: sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

type Reader = (view: DataView, at: number, little: boolean) => number;

/** By NumPy's letter and width in bytes. */
const readers: Readonly<Record<string, Reader>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** Text of fixed length, four bytes a character, zeros at its end. */
function texts(view: DataView, from: number, count: number, width: number, little: boolean): string[] {
  return Array.from({ length: count }, (_, i) => {
    let text = "";
    for (let k = 0; k < width; k += 4) {
      const code = view.getUint32(from + i * width + k, little);
      if (code > 0x10ffff) return "\u0000";
      if (code > 0) text += String.fromCodePoint(code);
    }
    return text;
  });
}

/** @throws StudioError `bad-file` for a header that is none, a type that is not read, or a length that is not the header's. */
export function readNumpy(file: NamedFile): NumpyArray {
  const { bytes } = file;
  const name = baseName(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const damaged = (why: string): never =>
    refuse(`${name} is damaged or incomplete: ${why}.`, "Save or copy the file again.");
  if (bytes.length < 16) return damaged("it ends within its header");
  const isLong = bytes[6]! > 1;
  const from = (isLong ? 12 : 10) + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (from > bytes.length || from > 2 ** 16) return damaged("it ends within its header");
  const header = new TextDecoder("latin1").decode(bytes.subarray(isLong ? 12 : 10, from));
  const type = /'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d{1,6})'/.exec(header);
  const sides = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header);
  if (!type || !sides) {
    const descr = /'descr'\s*:\s*([^,}]{1,40})/.exec(header)?.[1];
    return refuse(
      `${name} does not hold plain numbers${descr ? ` (its type is ${shortText(descr)})` : ""}.`,
      NPZ_HINT,
    );
  }
  const [, order, letter, digits] = type as unknown as [string, string, string, string];
  const shape = sides[1]!.split(",").flatMap((part) => (part.trim() ? [Number(part)] : []));
  const length = shape.reduce((product, size) => product * size, 1);
  const width = Number(digits) * (letter === "U" ? 4 : 1);
  if (bytes.length - from !== length * width) {
    return damaged(`its header announces ${shape.join(" × ") || "1"} values, and its length is another`);
  }
  if (/'fortran_order'\s*:\s*True/.test(header) && shape.length > 1) {
    return refuse(`${name} is stored in Fortran order.`, "Save it by np.ascontiguousarray(…).");
  }
  const short = name.replace(/\.npy$/i, "");
  const little = order !== ">";
  if (letter === "U" && width > 0 && width <= 4096) {
    return { name: short, shape, kind: "text", values: texts(view, from, length, width, little) };
  }
  const read = readers[`${letter}${digits}`];
  if (!read) {
    return refuse(`${name} holds values of the type ${letter}${digits}, which is not read.`, NPZ_HINT);
  }
  const kind = letter === "f" ? "float" : "integer";
  if (letter === "u" && width === 1) return { name: short, shape, kind, values: bytes.subarray(from) };
  const values = new (kind === "float" ? Float32Array : Float64Array)(length);
  for (let i = 0; i < length; i++) values[i] = read(view, from + i * width, little);
  return { name: short, shape, kind, values };
}
