/** How much is kept of a run at most: what storing obeys, and the forecast before a start reckons with. */
export const keptLimits = {
  /** Moments of a stage's images, beside the last; and their bytes. */
  images: 24,
  imageBytes: 4_000_000,
  /** Bytes of the end of a stage, which a branch begins from. */
  stageEnd: 128_000_000,
  /** Bytes of a data set of files. */
  data: 256_000_000,
} as const;
