/**
 * VGG11 for small images: eight 3×3 convolutions with norm and ReLU, five max poolings, one linear layer on 512 features.
 * At 64 pixels a map of 2×2 is left, of which, as in DATM's code, the first pixel goes on.
 */
import type { Layer } from "../tensor/ops/layer";
import { paddedSize, tooSmall, type NetworkOptions } from "./network-options";
import type { NormMaker } from "./norms";
import { activation, fullyConnected, maximum, paddingOf, sameConvolution, stride2 } from "./plain-layers";

/** Channels of the convolutions between two poolings. */
const stages = [[64], [128], [256, 256], [512, 512], [512, 512]] as const;

export function vggLayers(options: NetworkOptions, norm: NormMaker): Layer[] {
  const { size, channels, classes } = options;
  const side = paddedSize(size);
  if (side >> stages.length < 1) throw tooSmall("VGG11", options, 32);
  const layers = paddingOf(options);
  let inputs = channels;
  let convolutions = 0;
  for (const [stage, outputs] of stages.entries()) {
    for (const output of outputs) {
      convolutions++;
      layers.push(
        sameConvolution(`conv${convolutions}`, inputs, output, 3, norm.bias),
        ...norm.make(`norm${convolutions}`, side >> stage, output),
        activation(),
      );
      inputs = output;
    }
    layers.push(maximum());
  }
  if (side >> stages.length === 2) layers.push(stride2());
  return [...layers, fullyConnected("classifier", inputs, classes)];
}
