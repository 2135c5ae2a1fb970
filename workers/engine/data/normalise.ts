/**
 * Between bytes and the normalised space in which networks and synthetic images live: x' = (x/255 − mean_c) / std_c.
 */
import type { ImageSplit } from "./dataset";

/**
 * Gathers images as normalised floats.
 * @param indices rows of the split; a batch keeps their order.
 * @param mean one entry a channel, of pixels/255, as `std`.
 * @param out reused if given: at least indices.length × size × size × channels values.
 * @returns `out`, or a new array of exactly that length: images in rows, channels last.
 * @throws RangeError if an index is not in the split or `out` is too short: a programming error.
 */
export function normaliseBatch(
  split: ImageSplit,
  indices: ArrayLike<number>,
  mean: readonly number[],
  std: readonly number[],
  out?: Float32Array,
): Float32Array {
  const channels = mean.length;
  const stride = split.pixels.length / split.count;
  const length = indices.length * stride;
  const values = out ?? new Float32Array(length);
  if (values.length < length)
    throw new RangeError(`a batch of ${length} values does not fit into ${values.length}`);
  // A byte has 256 values: each channel's normalisation is looked up, not computed.
  const tables = mean.map((m, channel) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / std[channel]!),
  );
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(index >= 0 && index < split.count))
      throw new RangeError(`there is no image ${index} of ${split.count}`);
    const from = index * stride;
    const to = row * stride;
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel]!;
      for (let at = channel; at < stride; at += channels) values[to + at] = table[split.pixels[from + at]!]!;
    }
  }
  return values;
}

/**
 * Normalised values as pixels for a screen or a PNG: value · std + mean, clamped to [0, 1], grey repeated, opaque.
 * @param values any number of pixels, channels last.
 * @returns RGBA, four bytes a pixel.
 */
export function denormaliseToBytes(
  values: Float32Array,
  mean: readonly number[],
  std: readonly number[],
  channels: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = values.length / channels;
  const rgba = new Uint8ClampedArray(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) {
      const channel = channels === 1 ? 0 : c;
      const value = values[pixel * channels + channel]! * std[channel]! + mean[channel]!;
      // Rounded by hand, half up: the clamped array itself would round half to even. NaN becomes 0.
      rgba[4 * pixel + c] = Math.floor(255 * Math.min(1, Math.max(0, value)) + 0.5);
    }
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}
