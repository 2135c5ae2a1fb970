/**
 * Real and synthetic images of each class as a network sees them in one update: augmented alike within a class
 * ("siamese"; Zhao & Bilen, ICML 2021), with a draw of its own for each class.
 */
import type { SiameseAugmentation } from "../../data/augmentation";
import { sliceRows, takeRows, tidy, type Tensor } from "../../tensor/memory";
import type { BatchSource } from "../../training/batches";
import type { ClassImages, SyntheticClasses } from "./feature-matching";

/** One a class; null: images as they are. */
export type ClassAugmentations = readonly (SiameseAugmentation | null)[];

/** Images of one class as the network sees them. The caller owns the result, and is to call this in a tidy. */
function seen(images: Tensor, augment: SiameseAugmentation | null | undefined): Tensor {
  return augment ? augment(images.shape[0]!).apply(images) : images;
}

/** @param rows of the source, for each class. */
export function realClasses(
  source: BatchSource,
  rows: readonly Int32Array[],
  augmentations: ClassAugmentations,
): ClassImages {
  return {
    counts: rows.map(({ length }) => length),
    images: (label) => tidy(() => seen(source.batch(rows[label]!).images, augmentations[label])),
  };
}

/**
 * @param union frozen and learned images, [n,H,W,C]; it stays the caller's and must outlive the result.
 * @param rows of the union, for each class; the last `learned` of each are those that are learned.
 */
export function syntheticClasses(
  union: Tensor,
  rows: readonly Int32Array[],
  learned: number,
  augmentations: ClassAugmentations,
): SyntheticClasses {
  return {
    counts: rows.map(({ length }) => length),
    images: (label) => tidy(() => seen(takeRows(union, rows[label]!), augmentations[label])),
    pullBack: (label, gradient) =>
      tidy(() => {
        const count = rows[label]!.length;
        const augment = augmentations[label];
        const pulled = augment ? augment(count).adjoint(gradient) : gradient;
        return sliceRows(pulled, count - learned, learned);
      }),
  };
}
