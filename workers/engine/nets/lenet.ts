/**
 * LeNet as the references have it: two 5×5 convolutions without padding (28 pixels are padded to 32 first), each with
 * ReLU and 2×2 max pooling, then 120, 84 and the classes. Images beyond 32 pixels: stride 2 in the first convolution.
 */
import type { Layer } from "../tensor/ops/layer";
import { paddedSize, tooSmall, type NetworkOptions } from "./network-options";
import {
  activation,
  crop,
  fullyConnected,
  maximum,
  paddingOf,
  sameConvolution,
  stride2,
} from "./plain-layers";

/** Side of the map that is flattened: 5 at 28, 32 and 64 pixels. */
function flattenedSide(size: number): number {
  const first = paddedSize(size) - 4;
  return (((size > 32 ? Math.ceil(first / 2) : first) >> 1) - 4) >> 1;
}

export function leNetLayers(options: NetworkOptions): Layer[] {
  const { size, channels, classes } = options;
  const side = flattenedSide(size);
  if (side < 1) throw tooSmall("LeNet", options, 16);
  return [
    ...paddingOf(options),
    sameConvolution("conv1", channels, 6, 5, "free"),
    crop(2),
    ...(size > 32 ? [stride2()] : []),
    activation(),
    maximum(),
    sameConvolution("conv2", 6, 16, 5, "free"),
    crop(2),
    activation(),
    maximum(),
    fullyConnected("fc_1", 16 * side * side, 120, 16),
    activation(),
    fullyConnected("fc_2", 120, 84, 1),
    activation(),
    fullyConnected("fc_3", 84, classes, 1),
  ];
}
