/**
 * ZCA whitening as trajectory matching uses it (MTT, PDD, DATM: kornia's with its default, eps = 0.1, and the inverse):
 *
 *     S = (X − μ)ᵗ (X − μ) / (m − 1),   T = (S + ε I)^(−1/2),   z = (x − μ) T,   x = z T⁻¹ + μ
 *
 * of raw pixels in [0, 1], in place of the normalisation by mean and standard deviation. ε is added to the eigenvalues
 * and much larger than most of them, so that this is a mild high-pass filter. T is symmetric, and a change of the order
 * of the pixels changes the order of its rows and columns and nothing else: here it is height, width, channel.
 */
import type { ImageSplit } from "../dataset";
import { byteMoments, momentsWork, type Moments } from "./covariance";
import { inverseRoot, inverseRootWork } from "./inverse-root";

/** ε, in units of squared [0, 1] pixels. */
export const zcaEpsilon = 0.1;

/** A fitted whitening: plain arrays, structured-cloneable. */
export interface Zca {
  /** d: values of an image. */
  readonly dims: number;
  /** μ, [d], of pixels in [0, 1]. */
  readonly mean: Float32Array;
  /** T, [d, d], symmetric. */
  readonly transform: Float32Array;
  /** T⁻¹ = (S + ε I)^(1/2), [d, d], symmetric. */
  readonly inverse: Float32Array;
}

/** The whitening of given moments; yields operations done, of {@link inverseRootWork} in all. */
export function* zcaOf({ dims, mean, covariance }: Moments): Generator<number, Zca> {
  const roots = yield* inverseRoot(dims, covariance, zcaEpsilon);
  return { dims, mean: Float32Array.from(mean), ...roots };
}

/**
 * Fits the whitening of a split's pixels. The same bytes give the same bits on every back end.
 * @yields the share done, 0 … 1, every few tens of milliseconds.
 * @throws StudioError `out-of-memory`, or `unsupported` where WebAssembly lacks SIMD.
 */
export function* fitZca(split: ImageSplit): Generator<number, Zca> {
  const dims = split.pixels.length / split.count;
  const first = momentsWork(dims, split.count);
  const total = first + inverseRootWork(dims);
  let done = 0;
  const share = function* <T>(work: Generator<number, T>, end: number): Generator<number, T> {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      // What blocks compute beyond the lower half counts as done too, but never as more than there is.
      done = Math.min(end, done + step.value);
      yield done / total;
    }
  };
  const moments = yield* share(byteMoments(split), first);
  done = first;
  return yield* share(zcaOf(moments), total);
}
