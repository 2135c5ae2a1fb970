/**
 * NumPy archives, read byte by byte and by nobody's library: a zip of `.npy` files, each the magic "\x93NUMPY",
 * a version, the length of a header, the header (a Python literal), and the data.
 */
import { unzipSync } from "fflate";

export interface NpyArray {
  /** As NumPy writes it: "<f4", "<i8", "<U8". */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[] | readonly string[];
}

function numbersOf(dtype: string, view: DataView, count: number): number[] {
  const read: Readonly<Record<string, readonly [number, (at: number) => number]>> = {
    "<f4": [4, (at) => view.getFloat32(at, true)],
    "<i8": [8, (at) => Number(view.getBigInt64(at, true))],
  };
  const reader = read[dtype];
  if (!reader) throw new Error(`the type ${dtype} was not expected`);
  const [bytes, at] = reader;
  if (view.byteLength !== count * bytes) throw new Error(`${view.byteLength} bytes for ${count} of ${dtype}`);
  return Array.from({ length: count }, (_, index) => at(index * bytes));
}

function textsOf(length: number, view: DataView, count: number): string[] {
  if (view.byteLength !== 4 * length * count) throw new Error(`${view.byteLength} bytes for ${count} texts`);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_letter, at) => view.getUint32(4 * (row * length + at), true))
      .filter((code) => code !== 0)
      .map((code) => String.fromCodePoint(code))
      .join(""),
  );
}

function readNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes[0] !== 0x93 || magic !== "NUMPY" || bytes[6] !== 1) throw new Error("no .npy of version 1");
  const start = 10 + view.getUint16(8, true);
  if (start % 8 !== 0) throw new Error(`the data begin at byte ${start}, where no 64-bit number may`);
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, start));
  const [, dtype = ""] = /'descr': ?'([^']+)'/.exec(header) ?? [];
  const [, sizes = ""] = /'shape': ?\(([^)]*)\)/.exec(header) ?? [];
  if (!/'fortran_order': ?False/.test(header)) throw new Error(`an order not expected: ${header}`);
  const shape = sizes.split(",").filter((size) => size.trim() !== "");
  const count = shape.reduce((product, size) => product * Number(size), 1);
  const data = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const values = dtype.startsWith("<U")
    ? textsOf(Number(dtype.slice(2)), data, count)
    : numbersOf(dtype, data, count);
  return { dtype, shape: shape.map(Number), values };
}

/** The arrays of an archive by name, without ".npy". */
export function readNpz(bytes: Uint8Array): Readonly<Record<string, NpyArray>> {
  const files = Object.entries(unzipSync(bytes));
  return Object.fromEntries(files.map(([name, file]) => [name.replace(/\.npy$/, ""), readNpy(file)]));
}
