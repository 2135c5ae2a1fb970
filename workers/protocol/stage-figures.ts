/** Figures of images as they are shown, by which stages are compared. */

/** RGBA bytes, image after image. */
export interface PictureBlock {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Side of an image. */
  readonly size: number;
}

/** Over the images of a block; population standard deviation. */
export interface Spread {
  readonly mean: number;
  readonly std: number;
}

export interface StageFigures {
  /**
   * Colour saturation of an image, 0 to 1: the mean over its pixels of (max − min) / max of red, green and blue, 0 for
   * black ones.
   */
  readonly saturation: Spread;
  /**
   * Detail of an image, 0 to 1: the share of the energy of its luminance, without the mean, at more than an eighth of a
   * cycle per pixel in any direction; 0 for a flat image.
   */
  readonly detail: Spread;
  /** Images that were measured. */
  readonly count: number;
}
