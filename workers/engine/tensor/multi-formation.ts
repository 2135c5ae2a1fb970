/**
 * IDC's decoder (Kim et al., ICML 2022): each stored image is a grid of f × f smaller ones, which are cut out and
 * enlarged to full size, bilinear, align_corners false:
 *
 *     s = ⌈H/f⌉,   row r of cell i reads the stored image at row i s + max(0, (r + ½) s/H − ½),  below s − 1
 *
 * and columns alike. An image that f does not divide is continued right and below by grey first. The weights of a pixel
 * sum to one, so the grey g may be taken off and put back: decode(x) = R (x − g) Rᵀ + g with nothing beyond the border,
 * which makes decoder and adjoint two matrix products each. It works in any space that is affine in the raw pixels.
 */
import * as tf from "@tensorflow/tfjs-core";
import { tensor, tidy, type Tensor } from "./memory";

type Shape4D = [number, number, number, number];

/** R, [f · size, size]: what each row of each cell in turn reads of the rows of a stored image. */
function readingMatrix(size: number, factor: number): Float32Array {
  const side = Math.ceil(size / factor);
  const matrix = new Float32Array(factor * size * size);
  for (let to = 0; to < factor * size; to++) {
    const [cell, r] = [Math.floor(to / size), to % size];
    const at = Math.max(0, ((r + 0.5) * side) / size - 0.5);
    const low = Math.min(side - 1, Math.floor(at));
    const high = Math.min(side - 1, low + 1);
    for (const [row, weight] of [
      [low, 1 - (at - low)],
      [high, at - low],
    ] as const) {
      const from = cell * side + row;
      if (from < size) matrix[to * size + from]! += weight;
    }
  }
  return matrix;
}

const matrixOf = (size: number, factor: number): Tensor =>
  tensor(readingMatrix(size, factor), [1, factor * size, size]);

/** M x for each image along its rows, then along its columns: [n,H,W,C] → [n,M rows,M rows,C]. */
function alongBoth(x: Tensor, matrix: Tensor, transposed: boolean): Tensor {
  const [n, height, width, channels] = x.shape as Shape4D;
  const product = (a: Tensor): Tensor => tf.matMul(matrix, a, transposed);
  const rows = product(tf.reshape(x, [n, height, width * channels]));
  const made = rows.shape[1]!;
  const columns = product(tf.reshape(rows, [n * made, width, channels]));
  return tf.reshape(columns, [n, made, columns.shape[1]!, channels]);
}

/** Grey by channel, to be added or subtracted. */
const greyTensor = (grey: readonly number[]): Tensor => tensor(grey, [1, 1, 1, grey.length]);

/**
 * What the stored images hold: all cells (0,0) first, in the order of the images, then all cells (0,1), and so on.
 * @param stored [n,H,H,C].
 * @param factor f, 1 or more; at 1 the images are what they hold.
 * @param grey by channel, what the border is continued by: raw 0.5 in the space of the images.
 * @returns [f² n,H,H,C]. The caller owns it.
 */
export function decodeFormation(stored: Tensor, factor: number, grey: readonly number[]): Tensor {
  const [n, size, , channels] = stored.shape as Shape4D;
  return tidy(() => {
    if (factor === 1) return tf.clone(stored);
    const level = greyTensor(grey);
    const grid = alongBoth(tf.sub(stored, level), matrixOf(size, factor), false);
    const cells = tf.reshape(grid, [n, factor, size, factor, size * channels]);
    const ordered = tf.transpose(cells, [1, 3, 0, 2, 4]);
    return tf.add(tf.reshape(ordered, [factor * factor * n, size, size, channels]), level);
  });
}

/**
 * Adjoint of the linear part of {@link decodeFormation}.
 * @param u [f² n,H,H,C], in the order of the decoder.
 * @returns [n,H,H,C]. The caller owns it.
 */
export function decodeFormationAdjoint(u: Tensor, factor: number): Tensor {
  const [all, size, , channels] = u.shape as Shape4D;
  const n = all / (factor * factor);
  return tidy(() => {
    if (factor === 1) return tf.clone(u);
    const cells = tf.transpose(tf.reshape(u, [factor, factor, n, size, size * channels]), [2, 0, 3, 1, 4]);
    const grid = tf.reshape(cells, [n, factor * size, factor * size, channels]);
    return alongBoth(grid, matrixOf(size, factor), true);
  });
}
