/** Instance norm: each image and channel is normalised over space (GroupNorm with as many groups as channels). */
import { channelSum, spatialMean } from "../kernels/reductions";
import type { Layer } from "./layer";
import { affineParameters, normalisation, type NormSaved, type NormSavedDot } from "./normalisation";

export function instanceNorm(name: string, channels: number): Layer<NormSaved, NormSavedDot> {
  return normalisation({
    parameters: affineParameters(name, [channels], "vector"),
    mean: spatialMean,
    sum: channelSum,
  });
}
