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
export const CIFAR100_HINT = "Choose cifar-100-binary.tar.gz as downloaded, or its train.bin and test.bin.";
export const SVHN_HINT = "Choose train_32x32.mat and test_32x32.mat of SVHN's cropped digits, as downloaded.";
export const NPZ_HINT =
  "Choose an .npz with images and labels under names like x_train and y_train (x_test, y_test), or images and labels.";
export const FOLDERS_HINT =
  "Choose or drop a folder, or a zip of it, with one folder of PNG, JPEG or WebP images for each class, if you like under train and test.";
export const PARQUET_HINT =
  "Choose the Parquet files of an image data set, with a column of images and one of labels.";
export const FORMATS_HINT =
  "The studio reads folders and zips of class folders, the MNIST family (IDX), CIFAR-10 and CIFAR-100 (binary version), SVHN (.mat), Tiny ImageNet (.zip), NumPy arrays (.npz) and Parquet tables.";

/** Ends reading with an error for the person. */
export function refuse(message: string, hint: string): never {
  throw new StudioError("bad-file", message, hint);
}

/** Whole numbers as people write them: 60,000. */
export function counted(value: number): string {
  return value.toLocaleString("en-US");
}

/** Text from a file as a message may quote it: on one line, without control characters, not long. */
export function shortText(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
