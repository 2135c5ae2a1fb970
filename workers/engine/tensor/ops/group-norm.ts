/** Group norm (Wu & He 2018): each image is normalised over space and over groups of consecutive channels. */
import * as tf from "@tensorflow/tfjs-core";
import { channelSum, spatialMean } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";
import { affineParameters, normalisation, type NormSaved, type NormSavedDot } from "./normalisation";

/** The mean over space and over each channel's group, [N,H,W,C] → [N,1,1,C]. */
function groupMean(x: Tensor, groups: number): Tensor {
  const [n, , , channels] = x.shape as [number, number, number, number];
  const size = channels / groups;
  const rows = tf.reshape(spatialMean(x), [n * groups, size]);
  // A product with equal shares is both the mean and its repetition over the group.
  const shares = tf.fill([size, size], 1 / size);
  return tf.reshape(tf.matMul(rows, shares), [n, 1, 1, channels]);
}

/** @param groups must divide the channels. */
export function groupNorm(name: string, channels: number, groups: number): Layer<NormSaved, NormSavedDot> {
  return normalisation({
    parameters: affineParameters(name, [channels], "vector"),
    mean: (x) => groupMean(x, groups),
    sum: channelSum,
  });
}
