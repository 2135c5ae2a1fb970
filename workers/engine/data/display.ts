/**
 * From the space in which synthetic images live to pixels for an eye: de-normalised, x = value · std + mean, or brought
 * back from ZCA, x = z T⁻¹ + μ. The references show whitened images with their contrast stretched: pixels cut to
 * mean ± 2.5 standard deviations over the whole set, then each image from its least to its greatest value (MTT's code).
 */
import type { DisplayMode } from "../../protocol/display";
import { RowMap } from "./zca/row-map";
import type { Zca } from "./zca/zca";

/** How values become pixels. */
export interface PixelSpace {
  /** Side of the images. */
  readonly size: number;
  readonly channels: number;
  /** Of pixels/255, by channel; used where there is no whitening. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Pending: images can be shown as raw values only. */
  readonly zca?: Zca | "pending";
}

/** Standard deviations on either side of the mean that are shown. */
const shownDeviations = 2.5;

/** T⁻¹ loaded for products, for each whitening that has been shown. */
const inverses = new WeakMap<Zca, RowMap>();

/** z T⁻¹ + μ, rows of pixels in about [0, 1]. */
export function unwhiten(values: Float32Array, zca: Zca): Float32Array {
  const { dims, mean, inverse } = zca;
  const map = inverses.get(zca) ?? new RowMap(inverse, dims);
  inverses.set(zca, map);
  const pixels = new Float32Array(values.length);
  const read = (row: number, into: Float32Array): void =>
    into.set(values.subarray(row * dims, (row + 1) * dims));
  // Few images: done at once.
  const steps = map.apply(values.length / dims, read, pixels);
  while (!steps.next().done);
  for (let i = 0; i < pixels.length; i++) pixels[i]! += mean[i % dims]!;
  return pixels;
}

/** Values of whole images, from the space of learning, as pixels in about [0, 1], not cut; channels last, as they came. */
export function toPixels(values: Float32Array, { channels, mean, std, zca }: PixelSpace): Float32Array {
  if (zca && zca !== "pending") return unwhiten(values, zca);
  return values.map((value, i) => value * std[i % channels]! + mean[i % channels]!);
}

/** Maps mean − 2.5 σ … mean + 2.5 σ of all values to 0 … 1, and cuts. */
function spread(values: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const reach = shownDeviations * Math.sqrt(Math.max(0, squares / values.length - mean * mean)) || 1;
  return values.map((value) => cut((value - mean + reach) / (2 * reach)));
}

/** Each image from its least to its greatest value. */
function stretchEach(values: Float32Array, stride: number): void {
  for (let from = 0; from < values.length; from += stride) {
    const image = values.subarray(from, from + stride);
    const least = image.reduce((a, b) => Math.min(a, b), Infinity);
    const range = image.reduce((a, b) => Math.max(a, b), -Infinity) - least || 1;
    for (let i = 0; i < image.length; i++) image[i] = (image[i]! - least) / range;
  }
}

/** NaN becomes 0. */
const cut = (value: number): number => (value > 0 ? Math.min(1, value) : 0);

/** The mode in which images really are shown: those of a whitening that is pending can only be shown raw. */
const possible = (mode: DisplayMode, { zca }: PixelSpace): DisplayMode => (zca === "pending" ? "raw" : mode);

/**
 * Values of whole images as shown.
 * @param values rows of size × size × channels, channels last.
 * @returns as many values in [0, 1].
 */
export function toDisplay(values: Float32Array, space: PixelSpace, mode: DisplayMode = "true"): Float32Array {
  switch (possible(mode, space)) {
    case "true":
      return toPixels(values, space).map(cut);
    case "raw":
      return spread(values);
    case "stretched": {
      const shown = spread(toPixels(values, space));
      stretchEach(shown, space.size ** 2 * space.channels);
      return shown;
    }
  }
}

/** What {@link toDisplay} did, for the legend and the file. */
export function displayWords(space: PixelSpace, mode: DisplayMode = "true"): string {
  const back = space.zca ? "inverse ZCA" : "de-normalised";
  return {
    true: `Pixels: ${back}, cut to 0–255; contrast is not stretched.`,
    stretched: `Pixels: ${back}, cut to mean ± 2.5 standard deviations of the stage, each image stretched from its least to its greatest value.`,
    raw: `Values as they were learned, ${space.zca ? "whitened" : "normalised"}: mean ± 2.5 standard deviations of the stage from black to white.`,
  }[possible(mode, space)];
}

/** A value in [0, 1] as a byte, rounded half up: a clamped array itself would round half to even. */
const byte = (value: number): number => Math.floor(255 * value + 0.5);

/** {@link toDisplay} as bytes, channels as they came. */
export function displayBytes(values: Float32Array, space: PixelSpace, mode?: DisplayMode): Uint8ClampedArray {
  return Uint8ClampedArray.from(toDisplay(values, space, mode), byte);
}

/** {@link toDisplay} as red, green, blue and full opacity: grey is repeated. */
export function displayRgba(
  values: Float32Array,
  space: PixelSpace,
  mode?: DisplayMode,
): Uint8ClampedArray<ArrayBuffer> {
  const { channels } = space;
  const shown = toDisplay(values, space, mode);
  const pixels = shown.length / channels;
  const rgba = new Uint8ClampedArray(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) {
      rgba[4 * pixel + c] = byte(shown[pixel * channels + (channels === 1 ? 0 : c)]!);
    }
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}
