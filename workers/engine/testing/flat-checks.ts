/**
 * Steps towards flat minima on the active back end against their formula in float64: the gradients by the tape, the
 * rest written out.
 */
import { compare, take, tolerances, type Check } from "../golden/check";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import { dispose, tensor } from "../tensor/memory";
import { flatDirection, type FlatTraining } from "../training/flat-step";
import { sampleWeights } from "./network-checks";
import { referenceLoss } from "./reference-network";
import { Samples } from "./samples";
import { gradient, leaf } from "./tape";

export const flatCases: readonly (readonly [ConvNetOptions, FlatTraining])[] = [
  [
    { depth: 2, width: 4, size: 8, channels: 3, classes: 3 },
    { radius: 0.01, surgery: 0.4 },
  ],
  [
    { depth: 1, width: 3, size: 8, channels: 1, classes: 2 },
    { radius: 0.5, surgery: 0.3 },
  ],
  [
    { depth: 2, width: 4, size: 8, channels: 3, classes: 4 },
    { radius: 2, surgery: 0 },
  ],
];

const count = 5;

/** d = g′ − α (g − cos(g, g′) |g| g′/|g′|) with g′ at θ + ρ θ² g / | |θ| g |, as one flat vector. */
function referenceDirection(
  options: ConvNetOptions,
  x: Float32Array,
  y: Float32Array,
  theta: readonly Float32Array[],
  { radius, surgery }: FlatTraining,
): number[] {
  const slope = (weights: readonly ArrayLike<number>[]): number[] => {
    const leaves = weights.map(leaf);
    return gradient(referenceLoss(options, leaf(x), leaf(y), leaves), leaves).flatMap(({ values }) => [
      ...values,
    ]);
  };
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const w = theta.flatMap((values) => [...values]);
  const g = slope(theta);
  const scaled = g.map((value, i) => Math.abs(w[i]!) * value);
  const size = Math.sqrt(dot(scaled, scaled));
  const moved = w.map((value, i) => value + (radius * value ** 2 * g[i]!) / size);
  let at = 0;
  const ahead = slope(theta.map(({ length }) => moved.slice(at, (at += length))));
  const [norm, normAhead] = [Math.sqrt(dot(g, g)), Math.sqrt(dot(ahead, ahead))];
  const cosine = dot(g, ahead) / (norm * normAhead);
  return ahead.map((h, i) => h - surgery * (g[i]! - (cosine * norm * h) / normAhead));
}

/** Checks the direction of one step. */
export async function checkFlat(options: ConvNetOptions, flat: FlatTraining): Promise<Check[]> {
  const { size, channels, classes } = options;
  const label = `ρ ${flat.radius}, α ${flat.surgery}, depth ${options.depth}`;
  const samples = new Samples(label);
  const network = convNet(options);
  const values = sampleWeights(options, samples);
  const x = samples.normal([count, size, size, channels]);
  const y = samples.probabilities(count, classes);
  const theta = values.map((one, i) => tensor(one, network.parameters[i]!.shape));
  const batch = { images: tensor(x, [count, size, size, channels]), targets: tensor(y, [count, classes]) };
  const first = network.gradient(batch.images, batch.targets, theta);
  const direction = flatDirection(network, batch, theta, first.parameters, flat);
  const ours: number[] = [];
  for (const [i, one] of direction.entries()) {
    ours.push(...(one ? (await take(one))[0]! : new Float32Array(values[i]!.length)));
  }
  dispose(theta, batch.images, batch.targets, first.loss, first.parameters);
  const reference = referenceDirection(options, x, y, values, flat);
  return [compare(`${label}: direction`, ours, reference, tolerances.firstOrder)];
}
