/**
 * AlexNet as the references cut it down for small images: five convolutions, three max poolings and one linear layer, no
 * dropout; without norm, or with one after each convolution. Images beyond 32 pixels: stride 2 in the first convolution.
 */
import type { Layer } from "../tensor/ops/layer";
import { paddedSize, tooSmall, type NetworkOptions } from "./network-options";
import type { NormMaker } from "./norms";
import { activation, fullyConnected, maximum, paddingOf, sameConvolution, stride2 } from "./plain-layers";

/** Channels, side of the kernel and whether max pooling follows. */
const convolutions = [
  [128, 5, true],
  [192, 5, true],
  [256, 3, false],
  [192, 3, false],
  [192, 3, true],
] as const;

export function alexNetLayers(options: NetworkOptions, norm: NormMaker): Layer[] {
  const { size, channels, classes } = options;
  const layers = paddingOf(options);
  let side = paddedSize(size);
  let inputs = channels;
  for (const [i, [outputs, kernel, pooled]] of convolutions.entries()) {
    layers.push(sameConvolution(`conv${i + 1}`, inputs, outputs, kernel, norm.bias));
    if (i === 0 && size > 32) {
      layers.push(stride2());
      side = Math.ceil(side / 2);
    }
    if (side < 1) throw tooSmall("AlexNet", options, 8);
    layers.push(...norm.make(`norm${i + 1}`, side, outputs), activation());
    if (pooled) {
      layers.push(maximum());
      side >>= 1;
    }
    inputs = outputs;
  }
  if (side < 1) throw tooSmall("AlexNet", options, 8);
  return [...layers, fullyConnected("classifier", inputs * side * side, classes)];
}
