/** Where minibatches come from: real images as bytes on the host, or synthetic images as tensors. */
import { normaliseBatch } from "../data/normalise";
import type { ImageSplit } from "../data/dataset";
import type { PreparedDataset } from "../data/prepare";
import { oneHot, takeRows, tensor, type Tensor } from "../tensor/memory";

export interface Batch {
  /** [n,H,W,C], normalised. */
  readonly images: Tensor;
  /** Label probabilities, [n,classes]. */
  readonly targets: Tensor;
}

/** A training set; {@link BatchSource.batch} returns tensors that the caller owns. */
export interface BatchSource {
  readonly count: number;
  /** Side of the images. */
  readonly size: number;
  batch(rows: Int32Array): Batch;
}

export interface RealImages {
  readonly split: ImageSplit;
  readonly size: number;
  readonly channels: number;
  readonly classes: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Minibatches of real images. */
export function realBatches({ split, size, channels, classes, mean, std }: RealImages): BatchSource {
  return {
    count: split.count,
    size,
    batch(rows) {
      const values = normaliseBatch(split, rows, mean, std);
      const labels = Array.from(rows, (row) => split.labels[row]!);
      return {
        images: tensor(values, [rows.length, size, size, channels]),
        targets: oneHot(labels, classes),
      };
    },
  };
}

/** Minibatches of the real training images. */
export function realSource(data: PreparedDataset): BatchSource {
  return realBatches({ ...data, split: data.train, classes: data.classNames.length });
}

/** Minibatches of a synthetic set; its tensors stay owned by whoever made them and must outlive the source. */
export function syntheticBatches(images: Tensor, targets: Tensor): BatchSource {
  return {
    count: images.shape[0]!,
    size: images.shape[1]!,
    batch: (rows) => ({ images: takeRows(images, rows), targets: takeRows(targets, rows) }),
  };
}
