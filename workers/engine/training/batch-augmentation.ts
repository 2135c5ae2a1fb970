/** What happens to a batch before a network trains on it: augmentation image by image, and CutMix if it is asked for. */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import { drawAugmentation } from "../data/augmentation";
import { drawFormationAugmentation } from "../data/formation-augmentation";
import type { Random } from "../tensor/random";
import type { Batch } from "./batches";
import { drawCutMix } from "./cutmix";

export interface BatchAugmentation {
  /** Augmentations of which one is drawn for each batch; none: images as they are. */
  readonly groups: readonly AugmentationGroup[];
  /** IDC: all of the groups, but of crop, scale and rotation one; no cutout where CutMix already takes out boxes. */
  readonly composed?: boolean;
  /** IDC: half of the batches are mixed. */
  readonly cutmix?: boolean;
}

/**
 * Draws what happens to a batch of `count` images of side `size`. To be called, as what it returns, in a tidy: what is
 * made on the way is left to that.
 */
export function drawBatchAugmentation(
  { groups, composed = false, cutmix = false }: BatchAugmentation,
  count: number,
  size: number,
  random: Random,
): (batch: Batch) => Batch {
  const used = composed && cutmix ? groups.filter((group) => group !== "cutout") : groups;
  const draw = composed ? drawFormationAugmentation : drawAugmentation;
  const augmentation = draw(used, count, size, random);
  const mix = cutmix ? drawCutMix(count, size, random) : null;
  return (batch) => {
    const images = augmentation ? augmentation.apply(batch.images) : batch.images;
    const augmented = { images, targets: batch.targets };
    return mix ? mix(augmented) : augmented;
  };
}
