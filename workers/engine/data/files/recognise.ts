/** What a file is, told by its content first and by its name only where the content leaves it open. */
import { isMatlab } from "./matlab";
import { baseName, type NamedFile } from "./namedFile";
import { isNumpy } from "./numpy";

export type FileKind =
  /** Records of the CIFAR-10 binary version. */
  | { readonly kind: "cifar10" }
  | { readonly kind: "cifar100" }
  /** The list of class names that comes with CIFAR-10. */
  | { readonly kind: "names" }
  /** IDX, as MNIST uses it. */
  | { readonly kind: "idx" }
  /** MATLAB version 5, as SVHN uses it. */
  | { readonly kind: "matlab" }
  | { readonly kind: "numpy" }
  | { readonly kind: "parquet" }
  /** Text: no data by itself, but it may say something of images beside it. */
  | { readonly kind: "text" }
  /** What lies beside data sets without being data: readme files, folder settings. */
  | { readonly kind: "bystander" }
  /** Anything else; `what` completes the sentence "… is …". */
  | { readonly kind: "foreign"; readonly what: string };

/** Bytes of one CIFAR-10 record: label, then three planes of 32 × 32. */
export const CIFAR10_RECORD = 3073;
/** With two labels. */
export const CIFAR100_RECORD = 3074;

const signatures: readonly (readonly [string, string])[] = [
  ["GIF8", "a GIF image"],
  ["BM", "a BMP image"],
  ["RIFF", "a RIFF file"],
  ["7z\xbc\xaf", "a 7z archive"],
  ["BZh", "a bzip2 archive"],
  ["\xfd7zXZ", "an xz archive"],
  ["Rar!", "a RAR archive"],
  ["%PDF", "a PDF document"],
  ["MATLAB 7", "a MATLAB file of version 7.3"],
  ["MATLAB", "a MATLAB file cut short"],
  ["\x89HDF", "an HDF5 file"],
  ["\x80\x02", "a Python pickle, as in the Python version of CIFAR"],
  ["\x80\x03", "a Python pickle"],
  ["\x80\x04", "a Python pickle"],
];

const bystanders =
  /^(\.|readme|license|citation|thumbs\.db$|desktop\.ini$|(fine|coarse)_label_names\.txt$|emnist.*mapping\.txt$)|\.html?$/;

function looksLikeText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 1024).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

/** The bytes at `at` of each record of `length` bytes are at most `largest`. */
function labelsUpTo(bytes: Uint8Array, length: number, largest: number, at = 0): boolean {
  if (bytes.length === 0 || bytes.length % length !== 0) return false;
  for (let record = at; record < bytes.length; record += length) if (bytes[record]! > largest) return false;
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

/** Tells what an unpacked file is that is no encoded image. Never throws. */
export function recognise(file: NamedFile): FileKind {
  const { bytes } = file;
  const name = baseName(file).toLowerCase();
  if (name === "batches.meta.txt") return { kind: "names" };
  if (bystanders.test(name)) return { kind: "bystander" };
  if (bytes.length === 0) return { kind: "foreign", what: "empty" };
  if (isWholeIdx(bytes)) return { kind: "idx" };
  if (labelsUpTo(bytes, CIFAR10_RECORD, 9)) return { kind: "cifar10" };
  if (labelsUpTo(bytes, CIFAR100_RECORD, 19) && labelsUpTo(bytes, CIFAR100_RECORD, 99, 1)) {
    return { kind: "cifar100" };
  }
  if (isNumpy(bytes)) return { kind: "numpy" };
  if (isMatlab(bytes)) return { kind: "matlab" };
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  if (start.startsWith("PAR1")) return { kind: "parquet" };
  const signature = signatures.find(([magic]) => start.startsWith(magic));
  if (signature) return { kind: "foreign", what: signature[1] };
  if (looksLikeText(bytes)) return { kind: "text" };
  // Damaged files of a known kind: their reader says what is wrong with them.
  if (/idx\d|ubyte/.test(name)) return { kind: "idx" };
  if (name === "train.bin" || name === "test.bin") return { kind: "cifar100" };
  if (/\.bin$|batch/.test(name) || bytes.length % CIFAR10_RECORD === 0) return { kind: "cifar10" };
  if (name.endsWith(".npy")) return { kind: "foreign", what: "no NumPy array, in spite of its name" };
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
  return { kind: "foreign", what: "damaged or in an unknown format" };
}
