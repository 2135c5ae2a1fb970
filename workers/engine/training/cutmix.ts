/**
 * CutMix (Yun et al., ICCV 2019, as IDC's code has it): into every image of a batch the same box of another one is
 * pasted, and the labels are mixed by the area that each image keeps,
 *
 *     λ ~ Beta(1,1),  sides ⌊H √(1 − λ)⌋,  loss = w CE(y_a) + (1 − w) CE(y_b),  w = 1 − area / H²,
 *
 * which for cross-entropy is the loss on the label probabilities w y_a + (1 − w) y_b.
 */
import { maskPixels } from "../tensor/image-transforms";
import { takeRows, tidy } from "../tensor/memory";
import type { Random } from "../tensor/random";
import { sumScaled } from "../tensor/vectors";
import type { Batch } from "./batches";

/** How often IDC mixes on CIFAR, SVHN and the MNIST family. */
const probability = 0.5;

/** Rows or columns of a box of `side` around `centre`, from the first to before the last, clipped to the image. */
function span(centre: number, side: number, size: number): readonly [number, number] {
  const half = Math.floor(side / 2);
  return [Math.max(0, centre - half), Math.min(size, centre + half)];
}

/**
 * Draws whether and how a batch is mixed.
 * @param size side of the images.
 * @returns what mixes a batch of `count` images; its tensors belong to the caller. null: this batch stays as it is.
 */
export function drawCutMix(count: number, size: number, random: Random): ((batch: Batch) => Batch) | null {
  if (!random.chance(probability)) return null;
  const side = Math.floor(size * Math.sqrt(1 - random.uniform()));
  const [top, bottom] = span(random.integer(0, size - 1), side, size);
  const [left, right] = span(random.integer(0, size - 1), side, size);
  const others = random.permutation(count);
  const box = new Float32Array(count * size * size);
  for (let row = 0; row < count * size; row++) {
    const y = row % size;
    if (y >= top && y < bottom) box.fill(1, row * size + left, row * size + right);
  }
  const kept = 1 - ((bottom - top) * (right - left)) / (size * size);
  return ({ images, targets }) =>
    tidy(() => {
      const pasted = maskPixels(takeRows(images, others), box);
      const around = maskPixels(
        images,
        box.map((inside) => 1 - inside),
      );
      const own = sumScaled(null, kept, targets);
      return {
        images: sumScaled(around, 1, pasted),
        targets: sumScaled(own, 1 - kept, takeRows(targets, others)),
      };
    });
}
