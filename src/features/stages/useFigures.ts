/** Figures of the images of each stage, measured anew when they change. */
import type { PictureBlock, StageFigures } from "../../../workers/protocol/stage-figures";
import { measureImages } from "../../runs/library/figuresClient";
import { useLatest } from "./useLatest";

export interface Measured {
  /** Of each block, in their order; empty before the first answer. */
  readonly figures: readonly StageFigures[];
  readonly problem: string | null;
}

/** @param blocks may be new at each rendering; their pixels say whether they are others. */
export function useFigures(blocks: readonly PictureBlock[]): Measured {
  const pixels = blocks.map((block) => block.pixels);
  const { answer, problem } = useLatest(pixels, () => measureImages(blocks));
  // Until others are measured, those of so many blocks more or fewer stand for none of these.
  return { figures: answer?.length === blocks.length ? answer : [], problem };
}
