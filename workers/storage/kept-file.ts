/**
 * One file of a tree: the letters "DDSTUDIO", SHA-256 of all that follows, the version of the format, the length of
 * the header, the header (JSON) and the arrays. A file that was cut short or damaged is known as such before anything
 * of it is used.
 */
import { alignment, packTree, unpackTree } from "./tree";

const magic = new TextEncoder().encode("DDSTUDIO");
/** Rises when files are written that an older studio cannot read: since 2, checkpoints without their trajectories. */
export const formatVersion = 2;
/** The version that goes into fingerprints, which stay what they were. */
const fingerprintVersion = 1;
const hashBytes = 32;
const hashedFrom = magic.length + hashBytes;
const prefixBytes = hashedFrom + 8;

export type Reading =
  | { readonly tree: unknown; readonly problem: null }
  /** Foreign: no file of the studio. Newer: of a later studio. Damaged: cut short or changed. */
  | { readonly tree: null; readonly problem: "foreign" | "newer" | "damaged" };

type Bytes = Uint8Array<ArrayBuffer>;

const padded = (length: number): number => Math.ceil(length / alignment) * alignment;

const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** SHA-256 of a tree of arrays and plain values, as text. */
export async function fingerprint(tree: unknown): Promise<string> {
  const hash = await sha256((await keptFile(tree, fingerprintVersion)).subarray(hashedFrom));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The file of a tree, see `tree.ts` for what it may hold. */
export async function keptFile(tree: unknown, version = formatVersion): Promise<Bytes> {
  const { header, arrays } = packTree(tree);
  const text = new TextEncoder().encode(header);
  const from = padded(prefixBytes + text.length);
  const file = new Uint8Array(arrays.reduce((end, { length }) => end + padded(length), from));
  file.set(magic);
  // JSON does not mind blanks at its end.
  file.fill(32, prefixBytes, from);
  file.set(text, prefixBytes);
  const view = new DataView(file.buffer);
  view.setUint32(hashedFrom, version, true);
  view.setUint32(hashedFrom + 4, from - prefixBytes, true);
  let at = from;
  for (const array of arrays) {
    file.set(array, at);
    at += padded(array.length);
  }
  file.set(await sha256(file.subarray(hashedFrom)), magic.length);
  return file;
}

/** The tree of a file, or why it cannot be had; what it holds is as its writer left it, and still to be checked. */
export async function readKeptFile(file: Bytes): Promise<Reading> {
  const refuse = (problem: "foreign" | "newer" | "damaged"): Reading => ({ tree: null, problem });
  if (file.length < prefixBytes || !magic.every((byte, i) => file[i] === byte)) return refuse("foreign");
  const hash = await sha256(file.subarray(hashedFrom));
  if (!hash.every((byte, i) => file[magic.length + i] === byte)) return refuse("damaged");
  const view = new DataView(file.buffer, file.byteOffset, prefixBytes);
  if (view.getUint32(hashedFrom, true) > formatVersion) return refuse("newer");
  const from = prefixBytes + view.getUint32(hashedFrom + 4, true);
  try {
    const header = new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(prefixBytes, from));
    return { tree: unpackTree(header, file.subarray(from)), problem: null };
  } catch {
    return refuse("damaged");
  }
}
