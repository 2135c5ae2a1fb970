/** The calls that the page makes to the worker that measures images. */
import type { ClassBlock, ImageMap } from "./image-map";
import type { PictureBlock, StageFigures } from "./stage-figures";

/** What `figures.worker.ts` exposes. */
export interface FiguresApi {
  /** Figures of each block, in their order. */
  measure(blocks: readonly PictureBlock[]): Promise<readonly StageFigures[]>;
  /**
   * Places images in the plane in which real ones vary most; null if these do not span one.
   * @param sets classes as `real` has them.
   * @param path pictures of any class; all are of one size.
   */
  map(real: ClassBlock, sets: readonly ClassBlock[], path: PictureBlock): Promise<ImageMap | null>;
}
