/** Synthetic images as bytes: back from the normalised space to pixels that a PNG can hold. */
import { encode } from "fast-png";
import { StudioError } from "../../protocol/errors";
import type { DistilledSet, DistilledStage } from "../progressive/distilled";

/**
 * Pixels of all images of a stage: 255 · clamp(value · std + mean, 0, 1), rounded.
 * @returns (classes · ipc) × size × size × channels, in the order of `stage.images`.
 */
export function stageBytes(set: DistilledSet, stage: DistilledStage): Uint8ClampedArray {
  const { channels, mean, std } = set;
  const bytes = new Uint8ClampedArray(stage.images.length); // clamps, rounds, and takes NaN as 0
  for (let channel = 0; channel < channels; channel++) {
    const gain = 255 * (std[channel] as number);
    const offset = 255 * (mean[channel] as number);
    for (let i = channel; i < bytes.length; i += channels)
      bytes[i] = (stage.images[i] as number) * gain + offset;
  }
  return bytes;
}

/** A PNG of 8-bit grey (1 channel) or RGB (3 channels) pixels, compressed fast rather than small. */
export function encodePng(
  width: number,
  height: number,
  channels: 1 | 3,
  data: Uint8ClampedArray,
): Uint8Array {
  return encode({ width, height, channels, depth: 8, data }, { zlib: { level: 1 } });
}

/**
 * The stages of a set that has any.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function stagesOf(set: DistilledSet): readonly [DistilledStage, ...DistilledStage[]] {
  const [first, ...rest] = set.stages;
  if (first) return [first, ...rest];
  throw new StudioError(
    "no-data",
    "There are no distilled images to export yet.",
    "Wait until the first stage has begun, then export.",
  );
}
