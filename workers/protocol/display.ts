/** How distilled images are shown and exported. */

/**
 * `true`: pixels brought back from the space of learning (de-normalised, or by the inverse of ZCA) and cut to 0 … 255.
 * `stretched`: the same, then each image's contrast stretched as the references do. `raw`: the values as learned.
 */
export const displayModes = ["true", "stretched", "raw"] as const;
export type DisplayMode = (typeof displayModes)[number];

/** For people. */
export const displayNames: Readonly<Record<DisplayMode, string>> = {
  true: "True pixels",
  stretched: "Stretched contrast",
  raw: "Raw values",
};
