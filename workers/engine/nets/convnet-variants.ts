/**
 * The ConvNet with another norm than the instance norm of `convnet.ts`, or with none: D blocks of conv 3×3 → norm → ReLU
 * → 2×2 average pooling, then a linear classifier.
 */
import { averagePooling } from "../tensor/ops/linear";
import type { Layer } from "../tensor/ops/layer";
import { featureSize } from "./convnet";
import { paddedSize, type NetworkOptions } from "./network-options";
import type { NormMaker } from "./norms";
import { activation, fullyConnected, paddingOf, sameConvolution } from "./plain-layers";

export function convNetLayers(options: NetworkOptions, norm: NormMaker): Layer[] {
  const { depth, width, size, channels, classes } = options;
  const layers = paddingOf(options);
  for (let d = 1; d <= depth; d++) {
    layers.push(
      sameConvolution(`conv${d}`, d === 1 ? channels : width, width, 3, norm.bias),
      ...norm.make(`norm${d}`, paddedSize(size) >> (d - 1), width),
      activation(),
      averagePooling() as unknown as Layer,
    );
  }
  const side = featureSize(options);
  layers.push(fullyConnected("classifier", side * side * width, classes));
  return layers;
}
