import { beforeAll, describe, expect, it } from "vitest";
import { architectures } from "../../protocol/recipe/evaluation";
import { relativeError } from "../golden/check";
import { activate } from "../tensor/backend";
import { dispose, memoryUse, oneHot, peek, tensor, tidy, type Tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { innerProduct } from "../tensor/vectors";
import { nodePlatform } from "../testing/node-platform";
import { Samples } from "../testing/samples";
import { SgdTraining } from "../training/sgd";
import { syntheticBatches } from "../training/batches";
import { convNet } from "./convnet";
import { makeNetwork } from "./make-network";
import { initialise, type Network } from "./network";
import type { NetworkArchitecture, NetworkOptions, Norm } from "./network-options";
import { otherArchitecture } from "./other-architecture";
import { forBackend } from "./sharded";
import { downloadWeights, parameterCount } from "./weights";

beforeAll(() => activate("wasm", nodePlatform));

const options = (
  architecture: NetworkArchitecture,
  norm: Norm,
  others: Partial<NetworkOptions> = {},
): NetworkOptions => ({
  architecture,
  depth: 3,
  width: 128,
  norm,
  size: 32,
  channels: 3,
  classes: 10,
  ...others,
});

describe("numbers of parameters (the references')", () => {
  const grey = { size: 28, channels: 1 } as const;
  it.each<[NetworkOptions, number]>([
    [options("convnet", "instance"), 320_010],
    [options("convnet", "batch"), 320_010],
    [options("convnet", "group"), 320_010],
    [options("convnet", "none"), 319_242],
    [options("convnet", "instance", grey), 317_706],
    [options("convnet", "batch", { depth: 1 }), 331_530],
    [options("convnet", "batch", { depth: 4 }), 452_490],
    [options("mlp", "none"), 411_146],
    [options("mlp", "none", grey), 118_282],
    [options("lenet", "none"), 62_006],
    [options("lenet", "none", grey), 61_706],
    [options("lenet", "none", { size: 64 }), 62_006],
    [options("alexnet", "none", { classes: 100 }), 2_148_772],
    [options("vgg11", "instance", { classes: 100 }), 9_277_284],
    [options("vgg11", "batch", { size: 64 }), 9_231_114],
    [options("resnet18", "batch", { classes: 100 }), 11_220_132],
    [options("resnet10", "instance"), 4_903_242],
    [options("resnet10", "batch", { size: 64 }), 4_903_242],
    [options("resnet10-idc", "batch"), 1_228_970],
    [options("resnet18-idc", "instance"), 2_797_610],
  ])("%o", (given, count) => expect(parameterCount(makeNetwork(given))).toBe(count));
});

describe("names", () => {
  it.each<[NetworkArchitecture, Norm, string]>([
    ["convnet", "instance", "ConvNet-3, width 128"],
    ["convnet", "batch", "ConvNet-3, width 128, batch norm"],
    ["convnet", "none", "ConvNet-3, width 128, no norm"],
    ["mlp", "instance", "MLP"],
    ["alexnet", "none", "AlexNet"],
    ["vgg11", "batch", "VGG11 (batch norm)"],
    ["resnet18", "instance", "ResNet-18 (instance norm)"],
    ["resnet10-idc", "batch", "ResNet-10 of the IDC family (batch norm)"],
  ])("%s with %s norm", (architecture, norm, name) =>
    expect(makeNetwork(options(architecture, norm)).name).toBe(name),
  );
});

it.each(architectures)("%s is made as another architecture to test on", (name) => {
  const network = makeNetwork(otherArchitecture(name, options("convnet", "instance", { width: 16 })));
  expect(network.batchNorm !== undefined).toBe(/batch|idc/.test(name));
});

describe("refusals say what would be right", () => {
  it.each<[NetworkOptions, RegExp, RegExp]>([
    [options("convnet", "none", { size: 8, depth: 4 }), /4 blocks .* 8 pixels/, /at least 16 pixels/],
    [options("convnet", "instance", { size: 8, depth: 4 }), /4 blocks .* 8 pixels/, /at least 16 pixels/],
    [options("convnet", "group", { width: 6 }), /width of 6 channels/, /multiple of 4/],
    [options("lenet", "none", { size: 14 }), /LeNet .* 14 pixels/, /at least 16 pixels/],
    [options("vgg11", "instance", { size: 16 }), /VGG11 .* 16 pixels/, /at least 32 pixels/],
    [options("resnet18", "instance", { size: 16 }), /ResNet-18 .* leave 2×2/, /25 to 32/],
    [options("resnet10", "none"), /no ResNet-10 with no norm/, /instance or batch/],
    [options("resnet10-idc", "instance", { size: 8 }), /single pixel/, /batch norm/],
  ])("%o", (given, message, hint) => {
    expect(() => makeNetwork(given)).toThrow(expect.objectContaining({ code: "bad-recipe" }) as Error);
    expect(() => makeNetwork(given)).toThrow(message);
    expect(() => makeNetwork(given)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(hint) as string }) as Error,
    );
  });
});

interface Problem {
  readonly network: Network;
  readonly images: Tensor;
  readonly targets: Tensor;
  readonly theta: Tensor[];
  readonly lambda: (Tensor | null)[];
}

function problemOf(given: NetworkOptions, count = 3): Problem {
  const samples = new Samples(JSON.stringify(given));
  const network = makeNetwork(given);
  const shape = [count, given.size, given.size, given.channels];
  const labels = Array.from({ length: count }, (_, i) => i % given.classes);
  return {
    network,
    images: tensor(samples.normal(shape), shape),
    targets: oneHot(labels, given.classes),
    theta: initialise(network, Random.stream(1, "theta")),
    lambda: network.parameters.map((spec) =>
      spec.trainable === false ? null : tensor(samples.normal(spec.shape, 0.1), spec.shape),
    ),
  };
}

const disposeAll = ({ images, targets, theta, lambda }: Problem): void =>
  dispose(images, targets, theta, lambda);

const grey = { size: 16, channels: 1, classes: 3, depth: 2, width: 8 } as const;

describe("gradients and products of whole networks", () => {
  it.each<NetworkOptions>([
    options("convnet", "batch", grey),
    options("convnet", "group", grey),
    options("convnet", "layer", { ...grey, size: 28 }),
    options("convnet", "none", grey),
    options("mlp", "none", grey),
    options("lenet", "none", grey),
    options("alexnet", "batch", grey),
    options("resnet10-idc", "batch", { ...grey, size: 8 }),
    options("resnet10-idc", "instance", grey),
  ])("%o", (given) => {
    const problem = problemOf(given);
    const { network, images, targets, theta, lambda } = problem;
    const before = memoryUse();
    const number = (one: Tensor): number => peek(one)[0]!;
    tidy(() => {
      const { parameters } = network.gradient(images, targets, theta, true);
      const product = network.product(images, targets, theta, lambda);
      expect(parameters.every((g, i) => !g || network.parameters[i]!.trainable !== false)).toBe(true);
      const slope = number(innerProduct(parameters, lambda));
      expect(Math.abs(number(product.value) - slope)).toBeLessThan(1e-4 * Math.abs(slope) + 1e-6);
    });
    dispose(network.logits(images, theta));
    expect(memoryUse()).toEqual(before);
    disposeAll(problem);
  });
});

it("the ConvNet with instance norm is the fast one, bit for bit", () => {
  const given = options("convnet", "instance", grey);
  const { images, theta, ...rest } = problemOf(given);
  const [ours, fast] = [makeNetwork(given), convNet(given)].map((net) => net.logits(images, theta));
  expect(peek(ours!)).toEqual(peek(fast!));
  disposeAll({ ...rest, images, theta });
  dispose(ours, fast);
});

describe("batch norm", () => {
  const given = options("convnet", "batch", { ...grey, depth: 1 });

  it("keeps running statistics in θ, by which it is tested, and leaves nothing in memory", async () => {
    const problem = problemOf(given, 5);
    const { network, images, targets, theta } = problem;
    const before = memoryUse().tensors;
    const index = network.parameters.findIndex(({ name }) => name.endsWith("running_var"));
    const batch = network.batchNorm!.statistics(images, theta);
    expect(batch.map((one) => one !== null)).toEqual(
      network.parameters.map(({ trainable = true }) => !trainable),
    );
    const options = { momentum: 0.9, weightDecay: 5e-4, batchSize: 5, groups: [] };
    const sgd = new SgdTraining(network, { weights: await downloadWeights(theta), velocity: null }, options);
    const source = syntheticBatches(images, targets);
    for (const _ of sgd.epoch(source, 0, Random.stream(1, "epoch")));
    const followed = Float32Array.from(peek(batch[index]!), (v) => 0.9 + 0.1 * v);
    expect(relativeError(peek(sgd.theta[index]!), followed)).toBeLessThan(1e-6);

    for (let i = 0; i < 200; i++) for (const _ of sgd.epoch(source, 0, Random.stream(1, "epoch")));
    const [tested, trained] = [
      network.logits(images, sgd.theta),
      network.batchNorm!.trainingLogits(images, sgd.theta),
    ];
    // Biased and unbiased variance differ by a factor of 1280 / 1279.
    expect(relativeError(peek(tested), peek(trained))).toBeLessThan(2e-3);
    dispose(tested, trained, batch);
    sgd.dispose();
    expect(memoryUse().tensors).toBe(before);
    disposeAll(problem);
  });

  it("never has its batches cut", () => {
    const network = makeNetwork(given);
    expect(forBackend(network, "wasm")).toBe(network);
  });

  it("is differentiated with constants in its frozen mode", () => {
    const problem = problemOf(given);
    const { images, targets, theta, lambda, network } = problem;
    tidy(() => {
      const { frozen } = network.batchNorm!;
      const { parameters } = frozen.gradient(images, targets, theta);
      const product = frozen.product(images, targets, theta, lambda);
      const slope = peek(innerProduct(parameters, lambda))[0]!;
      expect(peek(product.value)[0]).toBeCloseTo(slope, 5);
      expect(peek(frozen.logits(images, theta))).toEqual(peek(network.logits(images, theta)));
    });
    disposeAll(problem);
  });
});
