/** Whole networks as one layer each, from images to logits, against the same chain in float64. */
import { makeNetwork } from "../nets/make-network";
import type { NetworkOptions, Norm } from "../nets/network-options";
import { chain } from "../tensor/ops/chain";
import type { Layer } from "../tensor/ops/layer";
import type { LayerCase } from "./layer-checks";
import { averagePooling, convolution, dense, relu, zeroPadding, type Shape } from "./reference-layers";
import { channelOf, maxPooling, normalised, places, taken } from "./reference-network-layers";
import { leaf, type Value } from "./tape";
import { trainedPart } from "./trained-part";

type Reference = (x: Value, p: readonly Value[], input: Shape) => Value;

/** The group of each element, and which element of γ and β it takes. */
function norming(norm: Norm, shape: Shape): { group: number[]; affine: number[] } {
  const [, side, , channels] = shape;
  const each = places(shape);
  if (norm === "layer") {
    const affine = each.map(([, i, j, k]) => (i * side + j) * channels + k);
    return { group: each.map(([image]) => image), affine };
  }
  const group = each.map(([image, , , k]) =>
    norm === "batch" ? k : image * 4 + Math.floor((4 * k) / channels),
  );
  return { group, affine: channelOf(shape) };
}

function convNet({ depth, width, norm, size, classes }: NetworkOptions): Reference {
  return (images, p, input) => {
    const parameters = [...p];
    const next = (): Value => parameters.shift()!;
    let [x, shape] = [images, input];
    if (size === 28) {
      x = zeroPadding(x, shape, 2);
      shape = [shape[0], 32, 32, shape[3]];
    }
    for (let d = 0; d < depth; d++) {
      const [w, b] = [next(), norm === "batch" ? leaf(new Float64Array(width)) : next()];
      x = convolution(x, w, b, shape, width, 3);
      shape = [shape[0], shape[1], shape[2], width];
      if (norm !== "none") {
        const { group, affine } = norming(norm, shape);
        x = normalised(x, next(), next(), group, affine);
      }
      x = averagePooling(relu(x), shape);
      shape = [shape[0], shape[1] >> 1, shape[2] >> 1, width];
    }
    return dense(x, next(), next(), shape[0], classes);
  };
}

function mlp({ classes }: NetworkOptions): Reference {
  return (x, [w1, b1, w2, b2, w3, b3], [n]) => {
    const first = relu(dense(x, w1!, b1!, n, 128));
    return dense(relu(dense(first, w2!, b2!, n, 128)), w3!, b3!, n, classes);
  };
}

function leNet({ classes }: NetworkOptions): Reference {
  return (images, p, [n, size, , channels]) => {
    const parameters = [...p];
    const next = (): Value => parameters.shift()!;
    let x = images;
    let [side, inputs] = [size, channels];
    for (const outputs of [6, 16]) {
      const same = convolution(x, next(), next(), [n, side, side, inputs], outputs, 5);
      const inner = taken(same, [n, side, side, outputs], 2, 1);
      side -= 4;
      x = maxPooling(relu(inner), [n, side, side, outputs]);
      side >>= 1;
      inputs = outputs;
    }
    for (const outputs of [120, 84]) x = relu(dense(x, next(), next(), n, outputs));
    return dense(x, next(), next(), n, classes);
  };
}

function networkCase(given: Partial<NetworkOptions>, count: number): LayerCase {
  const options = {
    depth: 2,
    width: 4,
    norm: "none",
    size: 8,
    channels: 2,
    classes: 3,
    ...given,
  } as NetworkOptions;
  const { architecture, norm, size, channels, classes } = options;
  const network = makeNetwork(options);
  const whole = chain(network.layers) as unknown as Layer;
  const references: Partial<Record<typeof architecture, Reference>> = {
    convnet: convNet(options),
    mlp: mlp(options),
    lenet: leNet(options),
  };
  const input: Shape = [count, size, size, channels];
  return {
    name: `${network.name} (${norm}) on [${input}]`,
    layer: trainedPart(
      whole,
      ({ shape }) => new Array<number>(shape[0]!).fill(0),
      // Batch norm absorbs the biases of the convolutions, whose gradients are zero.
      ({ name }) => norm === "batch" && /conv\d+\.bias/.test(name),
    ),
    input,
    output: [count, classes],
    reference: (x, p) => references[architecture]!(x, p, input),
  };
}

/** To be called with the back end active. */
export const wholeNetworkCases = (): LayerCase[] => [
  networkCase({ architecture: "convnet", norm: "batch" }, 3),
  networkCase({ architecture: "convnet", norm: "group", width: 8 }, 2),
  networkCase({ architecture: "convnet", norm: "layer", depth: 1, size: 28, channels: 1 }, 2),
  networkCase({ architecture: "convnet" }, 2),
  networkCase({ architecture: "mlp", size: 6 }, 2),
  networkCase({ architecture: "lenet", size: 16, channels: 1 }, 2),
];
