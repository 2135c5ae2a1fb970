/** Figures of the images of each stage, measured anew when they change, one measurement after the other. */
import { useEffect, useRef, useState } from "react";
import type { PictureBlock, StageFigures } from "../../../workers/protocol/stage-figures";
import { measureImages } from "../../runs/library/figuresClient";
import { errorDataOf } from "../../runs/workerClient";

export interface Measured {
  /** Of each block, in their order; empty before the first answer. */
  readonly figures: readonly StageFigures[];
  readonly problem: string | null;
}

/** A number that changes with the pixels of the blocks. */
function useKey(blocks: readonly PictureBlock[]): number {
  const [seen, setSeen] = useState({ pixels: blocks.map(({ pixels }) => pixels), key: 0 });
  const isSame =
    seen.pixels.length === blocks.length &&
    blocks.every(({ pixels }, index) => pixels === seen.pixels[index]);
  if (isSame) return seen.key;
  const next = { pixels: blocks.map(({ pixels }) => pixels), key: seen.key + 1 };
  setSeen(next);
  return next.key;
}

/** @param blocks may be new at each rendering; their pixels say whether they are others. */
export function useFigures(blocks: readonly PictureBlock[]): Measured {
  const [measured, setMeasured] = useState<Measured>({ figures: [], problem: null });
  const key = useKey(blocks);
  const waiting = useRef<readonly PictureBlock[] | null>(null);
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => void (gone.current = true);
  }, []);
  useEffect(() => {
    waiting.current = blocks;
    const work = async (): Promise<void> => {
      busy.current = true;
      while (waiting.current && !gone.current) {
        const now = waiting.current;
        waiting.current = null;
        const next = await measureImages(now).then(
          (figures) => ({ figures, problem: null }),
          (thrown: unknown) => ({ figures: [], problem: errorDataOf(thrown).message }),
        );
        if (!gone.current) setMeasured(next);
      }
      busy.current = false;
    };
    if (!busy.current) void work();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
  // Until others are measured, those of so many blocks more or fewer stand for none of these.
  const isOfThese = measured.figures.length === blocks.length;
  return isOfThese ? measured : { ...measured, figures: [] };
}
