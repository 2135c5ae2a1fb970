/** What a file is, told by its content first and by its name only where the content leaves it open. */
import { baseName, type NamedFile } from "./namedFile";

export type FileKind =
  /** Records of the CIFAR-10 binary version. */
  | { readonly kind: "cifar10" }
  /** The list of class names that comes with it. */
  | { readonly kind: "names" }
  /** IDX, as MNIST uses it. */
  | { readonly kind: "idx" }
  /** What lies beside data sets without being data: readme files, folder settings. */
  | { readonly kind: "bystander" }
  /** Anything else; `what` completes the sentence "… is …". */
  | { readonly kind: "foreign"; readonly what: string };

/** Bytes of one CIFAR-10 record: label, then three planes of 32 × 32. */
export const CIFAR10_RECORD = 3073;
const CIFAR100_RECORD = 3074;

const signatures: readonly (readonly [string, string])[] = [
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["RIFF", "a WebP image or another RIFF file"],
  ["PK\x03\x04", "a zip archive"],
  ["7z\xbc\xaf", "a 7z archive"],
  ["BZh", "a bzip2 archive"],
  ["\xfd7zXZ", "an xz archive"],
  ["%PDF", "a PDF document"],
  ["MATLAB", "a MATLAB file"],
  ["\x89HDF", "an HDF5 file"],
  ["\x93NUMPY", "a NumPy array"],
  ["\x80\x02", "a Python pickle, as in the Python version of CIFAR-10"],
  ["\x80\x03", "a Python pickle"],
  ["\x80\x04", "a Python pickle"],
];

function looksLikeText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 1024).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

/** First byte of each record of `length` bytes is at most `largest`. */
function labelsUpTo(bytes: Uint8Array, length: number, largest: number): boolean {
  if (bytes.length === 0 || bytes.length % length !== 0) return false;
  for (let at = 0; at < bytes.length; at += length) if (bytes[at]! > largest) return false;
  return true;
}

/** The file is exactly as long as the IDX header at its start says. */
function isWholeIdx(bytes: Uint8Array): boolean {
  const rank = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || rank < 1 || rank > 4) return false;
  if (bytes.length < 4 + 4 * rank) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let expected = 1;
  for (let axis = 0; axis < rank; axis++) expected *= view.getUint32(4 + 4 * axis);
  return bytes.length === 4 + 4 * rank + expected;
}

/** Tells what an unpacked file is. Never throws. */
export function recognise(file: NamedFile): FileKind {
  const { bytes } = file;
  const name = baseName(file).toLowerCase();
  if (name === "batches.meta.txt") return { kind: "names" };
  if (/^(\.|readme|license|thumbs\.db$|desktop\.ini$)|\.html?$/.test(name)) return { kind: "bystander" };
  if (bytes.length === 0) return { kind: "foreign", what: "empty" };
  if (isWholeIdx(bytes)) return { kind: "idx" };
  if (labelsUpTo(bytes, CIFAR10_RECORD, 9)) return { kind: "cifar10" };
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  const signature = signatures.find(([magic]) => start.startsWith(magic));
  if (signature) return { kind: "foreign", what: signature[1] };
  if (looksLikeText(bytes)) return { kind: "foreign", what: "a text" };
  if (labelsUpTo(bytes, CIFAR100_RECORD, 19)) return { kind: "foreign", what: "in the format of CIFAR-100" };
  // Damaged files of a known kind: their reader says what is wrong with them.
  if (/idx\d|ubyte/.test(name)) return { kind: "idx" };
  if (/\.bin$|batch/.test(name) || bytes.length % CIFAR10_RECORD === 0) return { kind: "cifar10" };
  if (
    bytes[0] === 0 &&
    bytes[1] === 0 &&
    bytes[2]! >= 8 &&
    bytes[2]! <= 14 &&
    bytes[3]! >= 1 &&
    bytes[3]! <= 4
  ) {
    return { kind: "idx" };
  }
  return { kind: "foreign", what: "in no format that the studio knows" };
}
