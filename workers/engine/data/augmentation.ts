/**
 * Differentiable siamese augmentation (DSA, Zhao & Bilen, ICML 2021): one group is drawn for a whole batch, its
 * parameters image by image. Every op is affine in the pixels, so the pull-back of a gradient is its exact adjoint.
 *
 * The references sample with align_corners true (trajectory family) or false (DC, DSA, DM, IDC); on square images
 * both are the same map of pixels, so there is nothing to choose here.
 */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import { addPerImage, maskPixels, resample, stretchFromMean } from "../tensor/image-transforms";
import { cloneAll, dispose, type Tensor } from "../tensor/memory";
import type { Random } from "../tensor/random";

export type AugmentationOp =
  "brightness" | "saturation" | "contrast" | "crop" | "cutout" | "flip" | "scale" | "rotate";

/** One op with its raw draws: uniform numbers on [0,1), or integers for crop and cutout; a list an image each. */
export interface OpDraws {
  readonly op: AugmentationOp;
  readonly draws: readonly (readonly number[])[];
}

/** An affine function of an image batch, and the adjoint of its linear part. Both return tensors the caller owns. */
export interface Augmentation {
  apply(x: Tensor): Tensor;
  adjoint(u: Tensor): Tensor;
}

const scaleRatio = 1.2;
const rotationRadians = (15 * Math.PI) / 180;
const cropShare = 0.125;
const cutoutShare = 0.5;

const identityMap = [1, 0, 0, 0, 1, 0] as const;
type AffineMap = readonly [number, number, number, number, number, number];

/** The map of one image as {@link resample} takes it; see the formulas of DSA. */
function mapOf(op: AugmentationOp, draws: readonly number[], size: number): AffineMap {
  const centre = (size - 1) / 2;
  switch (op) {
    case "flip":
      return draws[0]! < 0.5 ? [-1, 0, size - 1, 0, 1, 0] : identityMap;
    case "crop":
      return [1, 0, draws[1]!, 0, 1, draws[0]!];
    case "scale": {
      const [sx, sy] = draws.map((u) => u * (scaleRatio - 1 / scaleRatio) + 1 / scaleRatio) as [
        number,
        number,
      ];
      return [sx, 0, (1 - sx) * centre, 0, sy, (1 - sy) * centre];
    }
    default: {
      const angle = (2 * draws[0]! - 1) * rotationRadians;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      return [cos, -sin, (1 - cos + sin) * centre, sin, cos, (1 - sin - cos) * centre];
    }
  }
}

const cutoutSide = (size: number): number => Math.floor(cutoutShare * size + 0.5);
const cropMargin = (size: number): number => Math.floor(cropShare * size + 0.5);

/** Ones with a square of zeros around (row, column); its indices are clamped, so the border is always touched. */
function cutoutMask(centres: readonly (readonly number[])[], size: number): Float32Array {
  const mask = new Float32Array(centres.length * size * size).fill(1);
  const side = cutoutSide(size);
  const clamp = (i: number): number => Math.min(size - 1, Math.max(0, i));
  centres.forEach(([row, column], image) => {
    const top = clamp(row! - (side >> 1));
    const bottom = clamp(row! - (side >> 1) + side - 1);
    const left = clamp(column! - (side >> 1));
    const right = clamp(column! - (side >> 1) + side - 1);
    for (let i = top; i <= bottom; i++) {
      mask.fill(0, (image * size + i) * size + left, (image * size + i) * size + right + 1);
    }
  });
  return mask;
}

/** One op applied with given draws; `draws[image]` are that image's numbers. */
export function augmentationOf({ op, draws }: OpDraws, size: number): Augmentation {
  const column = (f: (u: number) => number): number[] => draws.map(([u]) => f(u!));
  switch (op) {
    case "brightness": {
      const shifts = column((u) => u - 0.5);
      return { apply: (x) => addPerImage(x, shifts), adjoint: (u) => cloneAll([u])[0]! };
    }
    case "saturation": {
      const factors = column((u) => 2 * u);
      const stretch = (x: Tensor): Tensor => stretchFromMean(x, factors, [3]);
      return { apply: stretch, adjoint: stretch };
    }
    case "contrast": {
      const factors = column((u) => u + 0.5);
      const stretch = (x: Tensor): Tensor => stretchFromMean(x, factors, [1, 2, 3]);
      return { apply: stretch, adjoint: stretch };
    }
    case "cutout": {
      const mask = cutoutMask(draws, size);
      const cut = (x: Tensor): Tensor => maskPixels(x, mask);
      return { apply: cut, adjoint: cut };
    }
    default: {
      const maps = Float32Array.from(draws.flatMap((image) => mapOf(op, image, size)));
      return { apply: (x) => resample(x, maps, false), adjoint: (u) => resample(u, maps, true) };
    }
  }
}

/** First, second, third … of `chain`; the adjoints run backwards. */
export function composed(chain: readonly Augmentation[]): Augmentation {
  const through = (steps: readonly ((x: Tensor) => Tensor)[], x: Tensor): Tensor =>
    steps.reduce((value, step, i) => {
      const next = step(value);
      if (i > 0) dispose(value);
      return next;
    }, x);
  return {
    apply: (x) =>
      through(
        chain.map((part) => part.apply),
        x,
      ),
    adjoint: (u) => through(chain.map((part) => part.adjoint).reverse(), u),
  };
}

/** What each group does, in this order. */
export const opsOf: Readonly<Record<AugmentationGroup, readonly AugmentationOp[]>> = {
  color: ["brightness", "saturation", "contrast"],
  crop: ["crop"],
  cutout: ["cutout"],
  flip: ["flip"],
  scale: ["scale"],
  rotate: ["rotate"],
};

/** Raw draws of one image for one op, in the references' order. */
export function drawImage(op: AugmentationOp, size: number, random: Random): number[] {
  switch (op) {
    case "crop": {
      const margin = cropMargin(size);
      return [random.integer(-margin, margin), random.integer(-margin, margin)];
    }
    case "cutout": {
      const last = size - (cutoutSide(size) % 2);
      return [random.integer(0, last), random.integer(0, last)];
    }
    case "scale":
      return [random.uniform(), random.uniform()];
    default:
      return [random.uniform()];
  }
}

/**
 * Draws the augmentation of a batch: one of the groups for all, parameters for each image.
 * @param groups the strategy; with none, null is returned and images pass unchanged.
 */
export function drawAugmentation(
  groups: readonly AugmentationGroup[],
  batch: number,
  size: number,
  random: Random,
): Augmentation | null {
  if (groups.length === 0) return null;
  const group = groups[random.integer(0, groups.length - 1)]!;
  const chain = opsOf[group].map((op) =>
    augmentationOf({ op, draws: Array.from({ length: batch }, () => drawImage(op, size, random)) }, size),
  );
  return composed(chain);
}

/** The augmentation of a batch of so many images, every one transformed alike. */
export type SiameseAugmentation = (batch: number) => Augmentation;

/**
 * Draws one and the same transformation for all images, to be applied to batches of any size: what is matched with each
 * other, real and synthetic, is augmented alike.
 * @param groups the strategy; with none, null is returned and images pass unchanged.
 */
export function drawSiamese(
  groups: readonly AugmentationGroup[],
  size: number,
  random: Random,
): SiameseAugmentation | null {
  if (groups.length === 0) return null;
  const group = groups[random.integer(0, groups.length - 1)]!;
  const drawn = opsOf[group].map((op) => ({ op, draws: drawImage(op, size, random) }));
  return (batch) =>
    composed(
      drawn.map(({ op, draws }) =>
        augmentationOf({ op, draws: Array.from({ length: batch }, () => draws) }, size),
      ),
    );
}
