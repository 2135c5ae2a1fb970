/** Weights as one flat array on the host (our layout, shallow to deep), as trajectories keep them, and back. */
import { dispose, readAll, tensor, type Tensor } from "../tensor/memory";
import type { Random } from "../tensor/random";
import { initialise, type Network } from "./network";

/** Number of weights of each parameter tensor. */
export function parameterSizes(network: Network): number[] {
  return network.parameters.map((spec) => spec.shape.reduce((a, b) => a * b, 1));
}

/** Number of trained weights, which is what people call a network's parameters: running statistics are none. */
export function parameterCount(network: Network): number {
  const sizes = parameterSizes(network);
  return sizes.reduce((sum, size, i) => (network.parameters[i]!.trainable === false ? sum : sum + size), 0);
}

/** A copy of θ on the host. */
export function downloadWeights(theta: readonly Tensor[]): Promise<Float32Array<ArrayBuffer>> {
  return readAll(theta);
}

/** Weights before any training, on the host. */
export async function freshWeights(network: Network, random: Random): Promise<Float32Array<ArrayBuffer>> {
  const theta = initialise(network, random);
  const flat = await downloadWeights(theta);
  dispose(theta);
  return flat;
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
