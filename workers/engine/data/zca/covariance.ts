/**
 * Mean and unbiased covariance of images as bytes, exactly: products of bytes are summed as integers, and float64 comes
 * in only at the end. With b = byte − 128 and sums over m images,
 *
 *     S_ij = (Σ b_i b_j − Σ b_i Σ b_j / m) / (m − 1) / 255²
 */
import type { ImageSplit } from "../dataset";
import { paddedSide, panelIndex, PanelSpace } from "../../tensor/wasm/panels";

export interface Moments {
  readonly dims: number;
  /** Of pixels in [0, 1]. */
  readonly mean: ArrayLike<number>;
  /** An element of the unbiased covariance of pixels in [0, 1]; asked for with row ≥ column only. */
  readonly covariance: (row: number, column: number) => number;
}

/** Images whose products surely fit into 32 bits: |b_i b_j| ≤ 2¹⁴. */
const exactImages = 2 ** 17 - 2;
/** Images packed at a time; even. */
const chunk = 512;

/** Operations of {@link byteMoments}, in units in which integer products count half: they are twice as fast. */
export const momentsWork = (dims: number, count: number): number => (dims ** 2 * count) / 2;

/**
 * The moments of a split; at least two images.
 * @param most images after which sums are moved to float64; the default is as many as 32 bits hold.
 * @yields operations done.
 */
export function* byteMoments({ pixels, count }: ImageSplit, most = exactImages): Generator<number, Moments> {
  const dims = pixels.length / count;
  const side = paddedSide(dims);
  const space = PanelSpace.open(side * side + (chunk / 2) * side);
  const products = space.integers(side * side);
  const pairs = space.integers((chunk / 2) * side);
  const sums = new Float64Array(dims);
  const moved = count > most ? new Float64Array(side * side) : null;
  let inProducts = 0;
  for (let first = 0; first < count; first += chunk) {
    const images = Math.min(chunk, count - first);
    if (moved && inProducts + images > most) {
      move(products, moved);
      inProducts = 0;
    }
    const depth = Math.ceil(images / 2);
    packPairs(pixels.subarray(first * dims, (first + images) * dims), dims, pairs, sums);
    for (const operations of space.addPairProducts(pairs, products, side, depth)) yield operations / 2;
    inProducts += images;
  }
  if (moved) move(products, moved);
  const totals = moved ?? products;
  return {
    dims,
    mean: sums.map((sum) => (sum / count + 128) / 255),
    covariance: (row, column) =>
      (totals[panelIndex(side, row, column)]! - (sums[row]! * sums[column]!) / count) / (count - 1) / 65025,
  };
}

function move(products: Int32Array, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += products[i]!;
  products.fill(0);
}

/** Two images in each word, [side/8][images/2][8]; an odd last one is paired with zeros. Adds to `sums`. */
function packPairs(pixels: Uint8Array, dims: number, pairs: Int32Array, sums: Float64Array): void {
  const images = pixels.length / dims;
  const depth = Math.ceil(images / 2);
  for (let pair = 0; pair < depth; pair++) {
    const even = 2 * pair * dims;
    const odd = even + dims;
    for (let k = 0; k < dims; k++) {
      const low = pixels[even + k]! - 128;
      const high = odd < pixels.length ? pixels[odd + k]! - 128 : 0;
      sums[k]! += low + high;
      pairs[((k >> 3) * depth + pair) * 8 + (k & 7)] = (high << 16) | (low & 0xffff);
    }
  }
}
