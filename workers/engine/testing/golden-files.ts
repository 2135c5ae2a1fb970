/** Golden files of any size, computed in float64 and written as PyTorch would lay them out. */
import { convNet, type ConvNetOptions } from "../nets/convnet";
import { imagesToTorch, toTorch } from "../nets/torch-layout";
import type { ParameterSpec } from "../tensor/ops/layer";
import { sampleWeights } from "./network-checks";
import { referenceLogits, referenceLoss, referenceTrajectoryLoss } from "./reference-network";
import { Samples } from "./samples";
import { gradient, leaf, type Value } from "./tape";

interface Plain {
  readonly shape: number[];
  readonly data: number[];
}

const plain = (values: ArrayLike<number>, shape: number[]): Plain => ({ shape, data: Array.from(values) });

const torchShape = ({ layout, shape }: ParameterSpec): number[] =>
  layout === "convolution"
    ? [shape[3]!, shape[2]!, shape[0]!, shape[1]!]
    : layout === "dense"
      ? [shape[1]!, shape[0]!]
      : [...shape];

/** What convnet.json and mtt.json hold for a network of `options` and `n` images. */
export function goldenFiles(options: ConvNetOptions, n: number): { convnet: unknown; mtt: unknown } {
  const { size, channels, classes, width } = options;
  const samples = new Samples(`golden ${JSON.stringify(options)}`);
  const specs = convNet(options).parameters;
  const names = specs.map(({ name }) => name);
  const x = samples.normal([n, size, size, channels]);
  const labels = Array.from({ length: n }, (_, i) => i % classes);
  const y = Float32Array.from({ length: n * classes }, (_, e) =>
    e % classes === labels[Math.floor(e / classes)] ? 1 : 0,
  );
  const weights = sampleWeights(options, samples);
  const goal = weights.map((values) => values.map((value, i) => Math.fround(value + 0.1 * Math.cos(i))));

  const images = (values: ArrayLike<number>): Plain =>
    plain(imagesToTorch(values, size, channels), [n, channels, size, size]);
  const parameter = (values: ArrayLike<number>, i: number): Plain =>
    plain(toTorch(values, specs[i]!, width), torchShape(specs[i]!));
  const flat = (list: readonly ArrayLike<number>[]): Plain => {
    const data = list.flatMap((values, i) => parameter(values, i).data);
    return plain(data, [data.length]);
  };

  const [imagesLeaf, targets, theta] = [leaf(x), leaf(y), weights.map(leaf)];
  const loss = referenceLoss(options, imagesLeaf, targets, theta);
  const [byImages, ...byTheta] = gradient(loss, [imagesLeaf, ...theta]) as [Value, ...Value[]];
  const convnet = {
    names,
    params: weights.map(parameter),
    images: images(x),
    labels,
    logits: plain(referenceLogits(options, imagesLeaf, theta).values, [n, classes]),
    loss: loss.values[0],
    grad_params: byTheta.map(({ values }, i) => parameter(values, i)),
    grad_images: images(byImages.values),
  };

  const batches = [[0, n - 1], Array.from({ length: n }, (_, i) => i)];
  const learningRate = leaf([0.125]);
  const moved = referenceTrajectoryLoss({
    options,
    start: theta,
    target: goal.map(leaf),
    masks: theta.map(() => null),
    images: imagesLeaf,
    targets,
    learningRate,
    steps: batches.map((rows) => ({ rows, ops: [] })),
  });
  const [trajectoryByImages, byRate] = gradient(moved, [imagesLeaf, learningRate]);
  const mtt = {
    names,
    shapes: specs.map(torchShape),
    start: flat(weights),
    target: flat(goal),
    syn_images: images(x),
    labels,
    lr: 0.125,
    batches,
    loss: moved.values[0],
    grad_syn_images: images(trajectoryByImages!.values),
    grad_lr: byRate!.values[0],
  };
  return { convnet, mtt };
}
