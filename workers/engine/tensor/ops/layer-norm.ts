/** Layer norm (Ba et al. 2016) over a whole map: each image is normalised over space and channels, γ and β [H,W,C]. */
import * as tf from "@tensorflow/tfjs-core";
import { spatialMean } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";
import { affineParameters, normalisation, type NormSaved, type NormSavedDot } from "./normalisation";

/** [N,H,W,C] → [N,1,1,1]. */
const mapMean = (x: Tensor): Tensor => tf.mean(spatialMean(x), 3, true);

/** @param side of the map. */
export function layerNorm(name: string, side: number, channels: number): Layer<NormSaved, NormSavedDot> {
  return normalisation({
    parameters: affineParameters(name, [side, side, channels], "map"),
    mean: mapMean,
    sum: (x) => tf.sum(x, 0),
  });
}
