/** A file as its name and bytes, wherever it came from, and the one way in which readers refuse it. */
import { StudioError } from "../../../protocol/errors";

export interface NamedFile {
  /** Name, with or without folders before it: messages show its last part. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Last part of the name: what a person recognises. */
export function baseName(file: NamedFile): string {
  return file.name.split(/[\\/]/).pop() || file.name;
}

export const CIFAR10_HINT =
  "Choose cifar-10-binary.tar.gz as downloaded, or its data_batch_1.bin … data_batch_5.bin and test_batch.bin.";
export const IDX_HINT =
  "Choose the four files of MNIST or FashionMNIST together: train-images, train-labels, t10k-images and t10k-labels, gzipped or not.";
export const FORMATS_HINT =
  "The studio reads the CIFAR-10 binary version (.bin files or the .tar.gz) and MNIST-family IDX files (gzipped or not).";

/** Ends reading with an error for the person. */
export function refuse(message: string, hint: string): never {
  throw new StudioError("bad-file", message, hint);
}

/** Whole numbers as people write them: 60,000. */
export function counted(value: number): string {
  return value.toLocaleString("en-US");
}
