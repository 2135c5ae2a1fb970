/** Images in the plane in which real images vary most: what the page hands in, and what comes back. */
import type { PictureBlock } from "./stage-figures";

/** Images class by class, `columns` of each; where a class has fewer, the rest are wholly transparent. */
export interface ClassBlock extends PictureBlock {
  readonly columns: number;
}

/** Real images that the plane is made of, at most: of many classes fewer each. */
export const mostReal = 500;

/**
 * By image, in the order of its block; not a number where there is no image. Lengths are in levels of 0 to 255, root
 * mean square over all pixels and their red, green and blue.
 */
export interface PlacedImages {
  /** Place in the plane: x and y of one image after the other, from the mean of the real images. */
  readonly places: Float64Array;
  /** Distance from the mean of the real images, over all pixels and not in the plane alone. */
  readonly fromMean: Float64Array;
  /**
   * Distance from the mean of the real images of the same class, over all pixels; of a real one, from the mean of the
   * others.
   */
  readonly fromClass: Float64Array;
  /** Standard deviation of all from their own mean, over all pixels; not a number of fewer than two. */
  readonly spread: number;
  /** The same of the images of each class. */
  readonly spreads: Float64Array;
}

export interface ImageMap {
  /** Shares of the real images' variance along the two axes, 0 to 1, the larger first. */
  readonly shares: readonly [number, number];
  /** Real images that made the plane. */
  readonly count: number;
  /** Of the real images, `columns` of each class. */
  readonly real: PlacedImages & { readonly columns: number };
  /** Of the other blocks, in their order. */
  readonly sets: readonly PlacedImages[];
  /** x and y of each picture of the path. */
  readonly path: Float64Array;
  /** Four pictures: the mean image moved two standard deviations down and up the first axis, then the second. */
  readonly ends: PictureBlock;
}
