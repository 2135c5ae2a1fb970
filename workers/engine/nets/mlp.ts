/** The multilayer perceptron of the references: two hidden layers of 128 (PAD's appendix says one; its code has two). */
import type { Layer } from "../tensor/ops/layer";
import type { NetworkOptions } from "./network-options";
import { activation, fullyConnected } from "./plain-layers";

const hidden = 128;

export function mlpLayers({ size, channels, classes }: NetworkOptions): Layer[] {
  return [
    fullyConnected("fc_1", size * size * channels, hidden, channels),
    activation(),
    fullyConnected("fc_2", hidden, hidden, 1),
    activation(),
    fullyConnected("fc_3", hidden, classes, 1),
  ];
}
