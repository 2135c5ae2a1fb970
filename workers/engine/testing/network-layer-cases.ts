/** The layers of the other networks that are checked: their norms, poolings and residual blocks, at the edges too. */
import { batchNorm, runningNorm } from "../tensor/ops/batch-norm";
import { convolution } from "../tensor/ops/convolution";
import { groupNorm } from "../tensor/ops/group-norm";
import type { Layer } from "../tensor/ops/layer";
import { layerNorm } from "../tensor/ops/layer-norm";
import { averagePooling } from "../tensor/ops/linear";
import { maxPooling } from "../tensor/ops/max-pooling";
import { relu } from "../tensor/ops/relu";
import { residual } from "../tensor/ops/residual";
import { cropping, everySecond, globalAveragePooling } from "../tensor/ops/resampling";
import type { LayerCase } from "./layer-checks";
import * as convnet from "./reference-layers";
import type { Shape } from "./reference-layers";
import * as float64 from "./reference-network-layers";
import { add, gather, leaf, scale, times, type Value } from "./tape";
import { trainedPart } from "./trained-part";

/** A norm by the group of each element. */
function normCase(
  what: string,
  layer: unknown,
  input: Shape,
  group: (place: Shape) => number,
  affine: readonly number[] = float64.channelOf(input),
): LayerCase {
  const groups = float64.places(input).map(group);
  return {
    name: `${what} norm of [${input}]`,
    layer: layer as Layer,
    input,
    output: input,
    reference: (x, [gamma, beta]) => float64.normalised(x, gamma!, beta!, groups, affine),
  };
}

function groupCase(input: Shape, groups: number): LayerCase {
  const [, , , channels] = input;
  const size = channels / groups;
  return normCase(
    `group (${groups})`,
    groupNorm("norm", channels, groups),
    input,
    ([image, , , k]) => image * groups + Math.floor(k / size),
  );
}

function layerNormCase(input: Shape): LayerCase {
  const [, side, , channels] = input;
  const affine = float64.places(input).map(([, i, j, k]) => (i * side + j) * channels + k);
  return normCase("layer", layerNorm("norm", side, channels), input, ([image]) => image, affine);
}

function batchCase(input: Shape): LayerCase {
  // What the statistics are does not matter in training.
  const layer = trainedPart(batchNorm("norm", input[3]) as Layer, () => new Array<number>(input[3]).fill(0));
  return normCase("batch", layer, input, ([, , , k]) => k);
}

function runningCase(input: Shape): LayerCase {
  const channel = float64.channelOf(input);
  const means = Array.from({ length: input[3] }, (_, k) => Math.fround(0.3 * k - 0.5));
  const variances = Array.from({ length: input[3] }, (_, k) => Math.fround(0.5 + k));
  const rates = variances.map((variance) => 1 / Math.sqrt(variance + 1e-5));
  const each = (values: readonly number[]): Value => gather(leaf(values), channel);
  return {
    name: `batch norm by running values of [${input}]`,
    layer: trainedPart(runningNorm("norm", input[3]) as Layer, ({ name }) =>
      name.endsWith("mean") ? means : variances,
    ),
    input,
    output: input,
    reference(x, [gamma, beta]) {
      const centred = add(x, scale(each(means), -1));
      const normal = times(centred, each(rates));
      return add(times(normal, gather(gamma!, channel)), gather(beta!, channel));
    },
  };
}

function resamplingCase(
  what: string,
  layer: unknown,
  input: Shape,
  output: Shape,
  reference: (x: Value) => Value,
): LayerCase {
  return { name: `${what} of [${input}]`, layer: layer as Layer, input, output, reference };
}

const maxCase = (input: Shape): LayerCase =>
  resamplingCase(
    "max pooling",
    maxPooling(),
    input,
    [input[0], input[1] >> 1, input[2] >> 1, input[3]],
    (x) => float64.maxPooling(x, input),
  );

const strideCase = (input: Shape): LayerCase =>
  resamplingCase(
    "every second pixel",
    everySecond(),
    input,
    [input[0], Math.ceil(input[1] / 2), Math.ceil(input[2] / 2), input[3]],
    (x) => float64.taken(x, input, 0, 2),
  );

const plainConvolution = (name: string, inputs: number, outputs: number, kernel: number): Layer =>
  convolution({ name, inputs, outputs, kernel, biasAbsorbed: false, biased: false }) as unknown as Layer;

/** A block of stride 2, as the ResNets have it. */
function residualCase(input: Shape, outputs: number): LayerCase {
  const [n, side, , inputs] = input;
  const half = Math.ceil(side / 2);
  const inner: Shape = [n, half, half, outputs];
  const stride = (): Layer => everySecond() as unknown as Layer;
  const layer = residual(
    [
      plainConvolution("conv1", inputs, outputs, 3),
      stride(),
      groupNorm("norm", outputs, 1) as unknown as Layer,
      relu() as unknown as Layer,
      plainConvolution("conv2", outputs, outputs, 3),
    ],
    [stride(), plainConvolution("shortcut", inputs, outputs, 1)],
  );
  const zero = leaf(new Float64Array(outputs));
  return {
    name: `residual block with norm of [${input}]`,
    layer,
    input,
    output: inner,
    reference(x, [w1, gamma, beta, w2, w3]) {
      const first = convnet.convolution(x, w1!, zero, input, outputs, 3);
      const strided = float64.taken(first, [n, side, side, outputs], 0, 2);
      const image = float64.places(inner).map(([one]) => one);
      const normal = float64.normalised(strided, gamma!, beta!, image, float64.channelOf(inner));
      const main = convnet.convolution(convnet.relu(normal), w2!, zero, inner, outputs, 3);
      const through = float64.taken(x, input, 0, 2);
      return add(main, convnet.convolution(through, w3!, zero, [n, half, half, inputs], outputs, 1));
    },
  };
}

/** A block whose shortcut is the identity, without norm: it may come first, so that nothing but θ moves. */
function identityCase(input: Shape): LayerCase {
  const channels = input[3];
  const zero = leaf(new Float64Array(channels));
  const layer = residual([plainConvolution("conv", channels, channels, 3), relu() as unknown as Layer], []);
  return {
    name: `residual block with identity of [${input}]`,
    layer,
    input,
    output: input,
    reference: (x, [w]) => add(convnet.relu(convnet.convolution(x, w!, zero, input, channels, 3)), x),
  };
}

/** Two poolings in one block, as in the average-pooled ResNets. */
function pooledCase(input: Shape): LayerCase {
  const pool = (): Layer => averagePooling() as unknown as Layer;
  return {
    name: `sum of two poolings of [${input}]`,
    layer: residual([pool()], [pool()]),
    input,
    output: [input[0], input[1] >> 1, input[2] >> 1, input[3]],
    reference: (x) => scale(convnet.averagePooling(x, input), 2),
  };
}

/** To be called with the back end active. */
export const networkLayerCases = (): LayerCase[] => [
  groupCase([2, 3, 3, 8], 4),
  groupCase([1, 1, 2, 8], 4),
  groupCase([2, 4, 5, 6], 1),
  layerNormCase([2, 4, 4, 3]),
  layerNormCase([3, 1, 1, 5]),
  batchCase([3, 4, 5, 2]),
  batchCase([4, 1, 1, 3]),
  runningCase([2, 3, 3, 4]),
  maxCase([2, 4, 4, 3]),
  maxCase([1, 5, 7, 2]),
  strideCase([2, 4, 4, 3]),
  strideCase([1, 7, 5, 2]),
  strideCase([2, 1, 1, 2]),
  resamplingCase("cropping", cropping(2), [2, 6, 7, 2], [2, 2, 3, 2], (x) =>
    float64.taken(x, [2, 6, 7, 2], 2, 1),
  ),
  resamplingCase("global average", globalAveragePooling(), [2, 3, 4, 3], [2, 1, 1, 3], (x) =>
    float64.globalAverage(x, [2, 3, 4, 3]),
  ),
  residualCase([2, 5, 5, 3], 4),
  residualCase([2, 4, 4, 2], 3),
  identityCase([2, 4, 4, 4]),
  pooledCase([2, 4, 4, 2]),
];
