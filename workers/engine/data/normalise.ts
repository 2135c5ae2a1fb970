/**
 * From bytes to the space in which networks and synthetic images live: normalised, x' = (x/255 − mean_c) / std_c, or
 * whitened where a split has been. The way back is in `display.ts`.
 */
import type { ImageSplit } from "./dataset";

/**
 * Gathers images as normalised floats, or as whitened ones if the split holds these.
 * @param indices rows of the split; a batch keeps their order.
 * @param mean one entry a channel, of pixels/255, as `std`.
 * @param out reused if given: at least indices.length × size × size × channels values.
 * @returns `out`, or a new array of exactly that length: images in rows, channels last.
 * @throws RangeError if an index is not in the split, `out` is too short, or the split is still to be whitened: a
 * programming error.
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
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(index >= 0 && index < split.count))
      throw new RangeError(`there is no image ${index} of ${split.count}`);
  }
  if (split.values) return gatherRows(split.values, indices, stride, values, split.count);
  // A byte has 256 values: each channel's normalisation is looked up, not computed.
  const tables = mean.map((m, channel) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / std[channel]!),
  );
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * stride;
    const to = row * stride;
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel]!;
      for (let at = channel; at < stride; at += channels) values[to + at] = table[split.pixels[from + at]!]!;
    }
  }
  return values;
}

function gatherRows(
  from: Float32Array,
  indices: ArrayLike<number>,
  stride: number,
  values: Float32Array,
  count: number,
): Float32Array {
  if (from.length !== count * stride) throw new RangeError("these images have not been whitened yet");
  for (let row = 0; row < indices.length; row++) {
    const at = indices[row]! * stride;
    values.set(from.subarray(at, at + stride), row * stride);
  }
  return values;
}
