/** The images of each stage among the real ones, and one image on its way, placed anew when they change. */
import type { StageImages } from "../../../workers/protocol/events";
import type { ClassBlock, ImageMap } from "../../../workers/protocol/image-map";
import type { PictureBlock } from "../../../workers/protocol/stage-figures";
import { mapImages } from "../../runs/library/figuresClient";
import { useLatest } from "./useLatest";

interface Mapped {
  /** Null before the first answer, and where there is no plane. */
  readonly map: ImageMap | null;
  readonly problem: string | null;
}

/** The same image out of each of the frames. */
function pathOf(frames: readonly StageImages[], index: number, size: number): PictureBlock {
  const bytes = size * size * 4;
  const pixels = new Uint8ClampedArray(frames.length * bytes);
  frames.forEach((frame, place) =>
    pixels.set(frame.pixels.subarray(index * bytes, (index + 1) * bytes), place * bytes),
  );
  return { pixels, size };
}

/**
 * @param stages of the same classes and size as `real`.
 * @param frames of one stage, in which the image on its way is at `index`.
 */
export function useImageMap(
  real: ClassBlock,
  stages: readonly StageImages[],
  frames: readonly StageImages[],
  index: number,
): Mapped {
  const parts = [
    real.pixels,
    ...stages.map(({ pixels }) => pixels),
    index,
    ...frames.map(({ pixels }) => pixels),
  ];
  const { answer, problem } = useLatest(parts, () =>
    mapImages(
      real,
      stages.map(({ pixels, size, ipc }) => ({ pixels, size, columns: ipc })),
      pathOf(frames, index, real.size),
    ).then((map) => map ?? "no plane"),
  );
  if (answer === "no plane")
    return {
      map: null,
      problem:
        "The real images at hand are too few or too much alike to span a plane, so that there is no map.",
    };
  // Until others are placed, an answer about so many stages or images more or fewer stands for none of these.
  const isOfThese =
    answer?.sets.length === stages.length &&
    stages.every(({ classes, ipc }, at) => answer.sets[at]?.fromMean.length === classes * ipc);
  return { map: isOfThese ? answer : null, problem };
}
