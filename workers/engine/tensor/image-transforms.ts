/**
 * Transforms of image batches that are affine in the pixels, so that each has an exact adjoint. One value or one row
 * of parameters an image. The caller owns what is returned.
 */
import * as tf from "@tensorflow/tfjs-core";
import { affineSample } from "./kernels/affine-sample";
import { tidy, type Tensor } from "./memory";

const perImage = (values: readonly number[]): Tensor =>
  tf.tensor(values as number[], [values.length, 1, 1, 1], "float32");

/** x + s. The adjoint is the identity. */
export function addPerImage(x: Tensor, shifts: readonly number[]): Tensor {
  return tidy(() => tf.add(x, perImage(shifts)));
}

/** (x − m) f + m, m the mean over `axes` (3: over channels; 1, 2, 3: over the image). Self-adjoint. */
export function stretchFromMean(x: Tensor, factors: readonly number[], axes: readonly number[]): Tensor {
  return tidy(() => {
    const mean = tf.mean(x, axes as number[], true);
    return tf.add(tf.mul(tf.sub(x, mean), perImage(factors)), mean);
  });
}

/** Bilinear sampling along affine pixel maps, six numbers an image; see `kernels/affine-sample.ts`. */
export function resample(x: Tensor, maps: Float32Array, adjoint: boolean): Tensor {
  return tidy(() => affineSample(x, tf.tensor2d(maps, [x.shape[0]!, 6]), adjoint));
}

/** x times a mask of zeros and ones, [N·H·W] values. Self-adjoint. */
export function maskPixels(x: Tensor, mask: Float32Array): Tensor {
  const [n, height, width] = x.shape as [number, number, number, number];
  return tidy(() => tf.mul(x, tf.tensor4d(mask, [n, height, width, 1])));
}

/** x f + s, one factor and one shift a channel. The adjoint is the same without the shifts. */
export function scaleChannels(x: Tensor, factors: readonly number[], shifts?: readonly number[]): Tensor {
  const byChannel = (values: readonly number[]): Tensor =>
    tf.tensor(values as number[], [1, 1, 1, values.length], "float32");
  return tidy(() => {
    const scaled = tf.mul(x, byChannel(factors));
    return shifts ? tf.add(scaled, byChannel(shifts)) : scaled;
  });
}

/** Every value moved into [low, high]. */
export function clampValues(x: Tensor, low: number, high: number): Tensor {
  return tf.clipByValue(x, low, high);
}
