/** The images of a stage as the page shows them: bytes of red, green, blue and full opacity. */
import type { StageImages } from "../../protocol/events";
import { displayRgba } from "../data/display";
import type { PreparedDataset } from "../data/prepare";
import type { FinishedStage } from "../part";

/** De-normalised, or brought back from ZCA, and clamped; the order of the images stays. */
export function stageImages(
  { stage, iteration, images }: Pick<FinishedStage, "stage" | "iteration" | "images">,
  data: PreparedDataset,
): StageImages {
  const { channels, size, classNames } = data;
  const classes = classNames.length;
  const ipc = images.length / (classes * size * size * channels);
  return { stage, iteration, pixels: displayRgba(images, data), size, classes, ipc };
}
