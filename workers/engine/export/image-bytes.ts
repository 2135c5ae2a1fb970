/** Synthetic images as bytes: back from the space of learning to pixels that a PNG can hold. */
import { encode } from "fast-png";
import type { DisplayMode } from "../../protocol/display";
import { StudioError } from "../../protocol/errors";
import { displayBytes } from "../data/display";
import type { DistilledSet, DistilledStage } from "../progressive/distilled";

/**
 * Pixels of all images of a stage, see `toDisplay`.
 * @returns (classes · ipc) × size × size × channels, in the order of `stage.images`.
 */
export function stageBytes(set: DistilledSet, stage: DistilledStage, mode?: DisplayMode): Uint8ClampedArray {
  return displayBytes(stage.images, set, mode);
}

/**
 * A PNG of 8-bit grey (1 channel) or RGB (3 channels) pixels, compressed fast rather than small.
 * @param description in Latin 1, written into the file.
 */
export function encodePng(
  width: number,
  height: number,
  channels: 1 | 3,
  data: Uint8ClampedArray,
  description?: string,
): Uint8Array {
  // The text chunks of a PNG are Latin 1, which has no en dash.
  const text = description && { text: { Description: description.replaceAll("–", "-") } };
  return encode({ width, height, channels, depth: 8, data, ...text }, { zlib: { level: 1 } });
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
