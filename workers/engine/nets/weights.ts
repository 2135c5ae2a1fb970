/** Weights as one flat array on the host (our layout, shallow to deep), as trajectories keep them, and back. */
import { readAll, tensor, type Tensor } from "../tensor/memory";
import type { Network } from "./network";

/** Number of weights of each parameter tensor. */
export function parameterSizes(network: Network): number[] {
  return network.parameters.map((spec) => spec.shape.reduce((a, b) => a * b, 1));
}

/** A copy of θ on the host. */
export function downloadWeights(theta: readonly Tensor[]): Promise<Float32Array<ArrayBuffer>> {
  return readAll(theta);
}

/** θ on the device. The caller owns the tensors. */
export function uploadWeights(network: Network, flat: Float32Array): Tensor[] {
  let at = 0;
  return parameterSizes(network).map((size, i) =>
    tensor(flat.slice(at, (at += size)), network.parameters[i]!.shape),
  );
}

/** Channels of the feature map that the classifier flattens: the outputs of the last convolution. */
export function featureChannels(network: Network): number {
  const last = network.parameters.findLast((spec) => spec.layout === "convolution");
  return last ? last.shape[3]! : 1;
}
