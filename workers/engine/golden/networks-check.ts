/**
 * networks.json: every architecture's parameters, by count and shape in PyTorch's order, and its logits in training mode
 * under weights and images that a rule fills.
 */
import { z } from "zod";
import { makeNetwork } from "../nets/make-network";
import type { NetworkOptions } from "../nets/network-options";
import { fromTorch, imagesFromTorch, torchShape } from "../nets/torch-layout";
import { featureChannels, parameterCount } from "../nets/weights";
import { dispose, tensor, type Tensor } from "../tensor/memory";
import type { ParameterSpec } from "../tensor/ops/layer";
import { compare, compareNumber, relativeError, take, tolerances, type Check } from "./check";
import { malformed, tensorSchema } from "./schema";

export const networksSchema = z.object({
  nets: z.array(
    z.object({
      name: z.string(),
      parameters: z.int().min(1),
      /** Name and shape of each parameter. */
      tensors: z.array(z.tuple([z.string(), z.array(z.int().min(1)).min(1)])).optional(),
      logits_training_mode: tensorSchema.optional(),
    }),
  ),
});
export type NetworksFile = z.infer<typeof networksSchema>;

const usual = { depth: 3, width: 128, norm: "instance", size: 32, channels: 3, classes: 10 } as const;
const batch = { ...usual, norm: "batch" } as const;
const plain = { ...usual, norm: "none" } as const;

/** The networks by the references' names. */
const networks: Readonly<Record<string, NetworkOptions>> = {
  ConvNet: { ...usual, architecture: "convnet" },
  "ConvNetD4 (64x64, 200 classes)": {
    ...usual,
    architecture: "convnet",
    depth: 4,
    size: 64,
    classes: 200,
  },
  ConvNetBN: { ...batch, architecture: "convnet" },
  MLP: { ...plain, architecture: "mlp" },
  LeNet: { ...plain, architecture: "lenet" },
  AlexNet: { ...plain, architecture: "alexnet" },
  AlexNetBN: { ...batch, architecture: "alexnet" },
  VGG11: { ...usual, architecture: "vgg11" },
  VGG11BN: { ...batch, architecture: "vgg11" },
  ResNet18: { ...usual, architecture: "resnet18" },
  ResNet18BN: { ...batch, architecture: "resnet18" },
  ResNet18BN_AP: { ...batch, architecture: "resnet18-ap" },
};

/** Half a unit in the last place of float32. */
const lastDigit = 2 ** -24;

const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * Parameter k in PyTorch's layout: sin(0.7 i + 1.3 k) √(3 / fan_in) with two or more dimensions; of one dimension,
 * 1 + 0.1 sin(…) for a weight and 0.1 sin(…) for a bias.
 */
function ruledParameter(spec: ParameterSpec, k: number): Float32Array {
  const shape = torchShape(spec);
  const wave = Float64Array.from({ length: elements(shape) }, (_, i) => Math.sin(0.7 * i + 1.3 * k));
  if (shape.length > 1) {
    const scale = Math.sqrt(3 / elements(shape.slice(1)));
    return Float32Array.from(wave, (value) => value * scale);
  }
  const centre = spec.name.endsWith(".bias") ? 0 : 1;
  return Float32Array.from(wave, (value) => centre + 0.1 * value);
}

/**
 * Images whose value at flat index j, channels first, is sin(0.01 j): [count, size, size, channels].
 * @param nudge a relative change, up where j is even and down where it is odd.
 */
function ruledImages(count: number, { size, channels }: NetworkOptions, nudge = 0): Tensor {
  const shape = [count, size, size, channels];
  const values = Float32Array.from({ length: elements(shape) }, (_, j) => Math.sin(0.01 * j)).map(
    (value, j) => value * (1 + (j % 2 === 0 ? nudge : -nudge)),
  );
  return tensor(imagesFromTorch(values, size, channels), shape);
}

/**
 * The tolerance of `logits`, where `nudged` are those of images changed by half a unit in the last place, up and down in
 * turn. Some of the networks amplify that under such weights to more than half of the usual tolerance (AlexNet with
 * batch norm; the reference, in float32 too, is 7e-6 away from the exact logits): two computations in float32 then agree
 * to a few such changes and no better.
 */
function toleranceOf(logits: Float32Array, nudged: Float32Array): number {
  return Math.max(tolerances.firstOrder, 4 * relativeError(nudged, logits));
}

async function checkOne(file: string, golden: NetworksFile["nets"][number]): Promise<Check[]> {
  const { name, parameters, tensors, logits_training_mode: expected } = golden;
  const options = networks[name];
  if (!options) throw malformed(file, `there is no network called ${name}`);
  const network = makeNetwork(options);
  const checks = [compareNumber(`${name}: parameters`, parameterCount(network), parameters, 0)];
  const trained = network.parameters.filter(({ trainable = true }) => trainable);
  if (tensors) {
    const different = tensors.filter(([, shape], i) => {
      const spec = trained[i];
      return !spec || String(torchShape(spec)) !== String(shape);
    });
    const error = different.length + Math.abs(trained.length - tensors.length);
    checks.push({ name: `${name}: shapes of the parameters`, error, tolerance: 0 });
  }
  if (!expected) return checks;

  const features = featureChannels(network);
  const theta = network.parameters.map((spec) => {
    // Running statistics count for nothing in training mode.
    if (spec.trainable === false) return tensor(new Float32Array(elements(spec.shape)), spec.shape);
    return tensor(fromTorch(ruledParameter(spec, trained.indexOf(spec)), spec, features), spec.shape);
  });
  const compute = network.batchNorm?.trainingLogits ?? network.logits;
  const count = expected.shape[0]!;
  const [images, nudged] = [ruledImages(count, options), ruledImages(count, options, lastDigit)];
  const [logits, others] = await take(compute(images, theta), compute(nudged, theta));
  dispose(theta, images, nudged);
  return [...checks, compare(`${name}: logits`, logits!, expected.data, toleranceOf(logits!, others!))];
}

/** Runs the checks on the active back end. */
export async function checkNetworks(file: string, golden: NetworksFile): Promise<Check[]> {
  const checks: Check[] = [];
  for (const one of golden.nets) checks.push(...(await checkOne(file, one)));
  return checks;
}
