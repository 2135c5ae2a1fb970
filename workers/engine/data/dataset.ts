/** A labelled image data set in memory, as bytes: what every reader of files and the built-in generator produce. */
import type { DataSetName } from "../../protocol/recipe/recipe";

export interface ImageSplit {
  /** Bytes, count × size × size × channels, row-major, channels last. */
  readonly pixels: Uint8Array;
  /** Class of each image, 0 … classes − 1. */
  readonly labels: Uint8Array;
  readonly count: number;
  /** Whitened values, one for each byte, set by `whiten`; of length 0 while they are still to come. */
  values?: Float32Array;
}

export interface Dataset {
  readonly set: DataSetName;
  /** For people: "CIFAR-10", "Built-in shapes". */
  readonly title: string;
  readonly classNames: readonly string[];
  /** Side of the square images, in pixels. */
  readonly size: number;
  readonly channels: 1 | 3;
  /** Channel means and standard deviations by which pixels/255 are normalised; one entry a channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Where mean and std are from, for people: "published for CIFAR-10"; left out for the built-in set. */
  readonly statistics?: string;
  readonly train: ImageSplit;
  readonly test: ImageSplit;
  /** How many images there are of the same classes, where only a part of them has been decoded. */
  readonly inFiles?: { readonly train: number; readonly test: number };
}
