/**
 * IDC's augmentation (Kim et al., ICML 2022, released code), which composes what DSA chooses among: flip, then colour
 * always, then exactly one of crop, scale and rotation, then cutout always; each only if its group is listed. For a
 * match the parameters are the same for all images, for training they are drawn image by image.
 */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import type { Random } from "../tensor/random";
import {
  augmentationOf,
  composed,
  drawImage,
  opsOf,
  type Augmentation,
  type AugmentationOp,
  type SiameseAugmentation,
} from "./augmentation";

/** Of a strategy, what IDC matches under: colour, crop and cutout. */
export function matchedGroups(groups: readonly AugmentationGroup[]): readonly AugmentationGroup[] {
  return groups.filter((group) => group === "color" || group === "crop" || group === "cutout");
}

/** Of a strategy, what IDC trains networks under on real images: the same without cutout. */
export function trainedGroups(groups: readonly AugmentationGroup[]): readonly AugmentationGroup[] {
  return matchedGroups(groups).filter((group) => group !== "cutout");
}

const geometric: readonly AugmentationGroup[] = ["crop", "scale", "rotate"];

/** The ops of one batch in order; one geometric group is drawn. */
function drawOps(groups: readonly AugmentationGroup[], random: Random): AugmentationOp[] {
  const choices = geometric.filter((group) => groups.includes(group));
  const chosen = choices.length > 0 ? choices[random.integer(0, choices.length - 1)]! : null;
  return (["flip", "color", chosen, "cutout"] as const).flatMap((group) =>
    group && groups.includes(group) ? opsOf[group] : [],
  );
}

/** One set of parameters for all images of a match; null if there is nothing to do. */
export function drawFormationSiamese(
  groups: readonly AugmentationGroup[],
  size: number,
  random: Random,
): SiameseAugmentation | null {
  const ops = drawOps(groups, random);
  if (ops.length === 0) return null;
  const drawn = ops.map((op) => ({ op, draws: drawImage(op, size, random) }));
  return (batch) =>
    composed(
      drawn.map(({ op, draws }) =>
        augmentationOf({ op, draws: new Array<number[]>(batch).fill(draws) }, size),
      ),
    );
}

/** Parameters of their own for each image of a training batch; null if there is nothing to do. */
export function drawFormationAugmentation(
  groups: readonly AugmentationGroup[],
  batch: number,
  size: number,
  random: Random,
): Augmentation | null {
  const ops = drawOps(groups, random);
  if (ops.length === 0) return null;
  return composed(
    ops.map((op) =>
      augmentationOf({ op, draws: Array.from({ length: batch }, () => drawImage(op, size, random)) }, size),
    ),
  );
}
