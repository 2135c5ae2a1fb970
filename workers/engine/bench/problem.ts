/**
 * What a case computes on, as arrays on the host: weights, a direction λ (also the way from θ_0 to θ*), images and
 * labels, all drawn from a fixed seed, so that every back end and PyTorch get the same numbers.
 */
import type { Shape } from "../../protocol/bench";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import type { Network } from "../nets/network";
import { forBackend } from "../nets/sharded";
import { parameterSizes } from "../nets/weights";
import type { ImageSplit } from "../data/dataset";
import { activeBackend } from "../tensor/backend";
import { Random } from "../tensor/random";
import type { RealImages } from "../training/batches";
import { channels, classes, depth, shapeKey } from "./cases";

/** β of the student: small enough that N = 50 steps along the same images stay tame. */
export const learningRate = 0.01;

export interface Problem {
  /** θ_0, flat, in our layout. */
  readonly start: Float32Array;
  /** θ*, flat. */
  readonly target: Float32Array;
  /** The direction of the second-order step, flat. */
  readonly lambda: Float32Array;
  /** [batch,H,W,3], normalised, row-major. */
  readonly images: Float32Array;
  /** [batch]. */
  readonly labels: Int32Array;
}

type NetworkShape = Pick<Shape, "width" | "size">;

/** How the network of a case is computed: by this thread, or by several. */
export type NetworkOf = (shape: NetworkShape) => Network;

export function netOptionsOf({ width, size }: NetworkShape): ConvNetOptions {
  return { depth, width, size, channels, classes };
}

/** The network computed by this thread alone, as a run does it on the active back end. */
export const networkOf: NetworkOf = (shape) => forBackend(convNet(netOptionsOf(shape)), activeBackend());

function initialWeights(network: Network, random: Random): Float32Array {
  const sizes = parameterSizes(network);
  const flat = new Float32Array(sizes.reduce((a, b) => a + b));
  let at = 0;
  network.parameters.forEach((spec, i) => {
    for (const end = at + sizes[i]!; at < end; at++) flat[at] = spec.initial(random);
  });
  return flat;
}

/** The problem of a shape; the same for the same shape. */
export function problemOf(shape: Shape): Problem {
  const network = convNet(netOptionsOf(shape));
  const random = Random.stream(1, `bench ${shapeKey(shape)}`);
  const start = initialWeights(network, random);
  const lambda = initialWeights(network, random);
  return {
    start,
    target: start.map((value, i) => value + 0.1 * lambda[i]!),
    lambda,
    images: Float32Array.from({ length: shape.batch * shape.size ** 2 * channels }, () => random.normal()),
    labels: Int32Array.from({ length: shape.batch }, (_, i) => i % classes),
  };
}

/** Real images as experts get them: bytes on the host, here noise. */
export function realImagesOf({ size, batch }: Shape): RealImages {
  const random = Random.stream(1, `bench bytes ${size}`);
  const split: ImageSplit = {
    pixels: Uint8Array.from({ length: batch * size * size * channels }, () => random.integer(0, 255)),
    labels: Uint8Array.from({ length: batch }, (_, i) => i % classes),
    count: batch,
  };
  return { split, size, channels, classes, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
}
