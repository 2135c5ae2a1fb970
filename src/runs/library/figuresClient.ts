/** The page's end of the worker that measures images: started when it is first asked, and anew after a death. */
import type { FiguresApi } from "../../../workers/protocol/figures-api";
import type { ClassBlock, ImageMap } from "../../../workers/protocol/image-map";
import type { PictureBlock, StageFigures } from "../../../workers/protocol/stage-figures";
import { WorkerClient } from "../workerClient";

const words = { name: "The measuring of images", afterDeath: "Open the stages again." };

let client: WorkerClient<FiguresApi> | null = null;

function figuresWorker(): WorkerClient<FiguresApi> {
  client ??= new WorkerClient<FiguresApi>(
    new Worker(new URL("../../../workers/figures.worker.ts", import.meta.url), {
      type: "module",
      name: "figures",
    }),
    words,
    () => (client = null),
  );
  return client;
}

/**
 * Figures of each block of images, in their order.
 * @throws StudioError if the worker dies.
 */
export function measureImages(blocks: readonly PictureBlock[]): Promise<readonly StageFigures[]> {
  return figuresWorker().call("measure", blocks);
}

/**
 * Images in the plane in which real ones vary most; null if these do not span one.
 * @throws StudioError if the worker dies.
 */
export function mapImages(
  real: ClassBlock,
  sets: readonly ClassBlock[],
  path: PictureBlock,
): Promise<ImageMap | null> {
  return figuresWorker().call("map", real, sets, path);
}
