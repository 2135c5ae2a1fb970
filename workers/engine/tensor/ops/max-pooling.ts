/**
 * 2×2 max pooling with stride 2 (a last odd row or column is left out). Which pixel of a square is its maximum is
 * constant almost everywhere; the first in reading order if several are, as in PyTorch. So with the mask of those
 * pixels all four functions are linear: the pool is four times the average of what the mask lets through.
 */
import * as tf from "@tensorflow/tfjs-core";
import { averagePool, averagePoolAdjoint } from "../kernels/average-pool";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";

const { mul } = tf;

interface Saved {
  readonly mask: Tensor;
}

/** Each value in all four pixels of its square, in a map of `shape`; exact, for the factors are powers of two. */
const repeated = (y: Tensor, shape: readonly number[]): Tensor => mul(averagePoolAdjoint(y, shape), 4);

const maxPool = (x: Tensor): Tensor => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");

/** 4, 3, 2, 1 in each square, in reading order; 0 in a row or column that is left out. [1,H,W,1]. */
function ranks(height: number, width: number): Tensor {
  const values = new Float32Array(height * width);
  for (let i = 0; i < height - (height % 2); i++) {
    for (let j = 0; j < width - (width % 2); j++) values[i * width + j] = 4 - 2 * (i % 2) - (j % 2);
  }
  return tf.tensor4d(values, [1, height, width, 1]);
}

/** 1 at the first maximum of each square, 0 elsewhere. */
function firstMaximum(x: Tensor, y: Tensor): Tensor {
  const [, height, width] = x.shape as [number, number, number, number];
  const isMaximum = tf.cast(tf.equal(x, repeated(y, x.shape)), "float32");
  const rank = mul(isMaximum, ranks(height, width));
  const isFirst = tf.cast(tf.equal(rank, repeated(maxPool(rank), x.shape)), "float32");
  return mul(isFirst, tf.step(rank));
}

/** [N,H,W,C] → [N,⌊H/2⌋,⌊W/2⌋,C]. */
export function maxPooling(): Layer<Saved, null> {
  const select = (x: Tensor, { mask }: Saved): Tensor => mul(averagePool(mul(x, mask)), 4);
  const spread = (u: Tensor, { mask }: Saved): Tensor => mul(repeated(u, mask.shape), mask);
  return {
    parameters: [],
    forward(x) {
      const y = maxPool(x);
      return { y, saved: { mask: firstMaximum(x, y) } };
    },
    backward(u, _p, saved, want) {
      return { x: want.x ? spread(u, saved) : null, p: [] };
    },
    tangent(xDot, _p, _pDot, saved) {
      return { yDot: select(xDot ?? tf.zerosLike(saved.mask), saved), savedDot: null };
    },
    backwardTangent(u, uDot, _p, _pDot, saved, _savedDot, want) {
      return { x: want.x ? spread(u, saved) : null, xDot: spread(uDot, saved), pDot: [] };
    },
  };
}
