/** The images of a stage as the page shows them: bytes of red, green, blue and full opacity. */
import type { StageImages } from "../../protocol/events";
import { denormaliseToBytes } from "../data/normalise";
import type { PreparedDataset } from "../data/prepare";
import type { FinishedStage } from "../part";

/** De-normalised and clamped; the order of the images stays. */
export function stageImages(
  { stage, iteration, images }: Pick<FinishedStage, "stage" | "iteration" | "images">,
  { mean, std, channels, size, classNames }: PreparedDataset,
): StageImages {
  const classes = classNames.length;
  const ipc = images.length / (classes * size * size * channels);
  return { stage, iteration, pixels: denormaliseToBytes(images, mean, std, channels), size, classes, ipc };
}
