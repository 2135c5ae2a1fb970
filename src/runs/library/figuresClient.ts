/** The page's end of the worker that measures images: started when it is first asked, and anew after a death. */
import type { FiguresApi, PictureBlock, StageFigures } from "../../../workers/protocol/stage-figures";
import { WorkerClient } from "../workerClient";

const words = { name: "The measuring of images", afterDeath: "Open the stages again." };

let client: WorkerClient<FiguresApi> | null = null;

/**
 * Figures of each block of images, in their order.
 * @throws StudioError if the worker dies.
 */
export function measureImages(blocks: readonly PictureBlock[]): Promise<readonly StageFigures[]> {
  client ??= new WorkerClient<FiguresApi>(
    new Worker(new URL("../../../workers/figures.worker.ts", import.meta.url), {
      type: "module",
      name: "figures",
    }),
    words,
    () => (client = null),
  );
  return client.call("measure", blocks);
}
