/** A step that keeps its forward pass: its gradient and its product have the bits of those computed from scratch. */
import { compare, take, type Check } from "../golden/check";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import type { SecondOrderProduct } from "../nets/network";
import { dispose, tensor, type Tensor } from "../tensor/memory";
import { sampleWeights } from "./network-checks";
import { Samples } from "./samples";

const there = (list: readonly (Tensor | null)[]): Tensor[] => list.filter((one) => one !== null);

/** All numbers of a product. */
const numbersOf = ({ value, images, targets, parameters }: SecondOrderProduct): Promise<Float32Array[]> =>
  take(value, images, targets, ...there(parameters));

/** Checks one network with `n` images: nothing may differ. */
export async function checkKept(options: ConvNetOptions, n: number): Promise<Check[]> {
  const { depth, size, channels, classes } = options;
  const network = convNet(options);
  const label = `depth ${depth}, ${n} of ${size}×${size}×${channels}, kept`;
  const samples = new Samples(label);
  const vectors = (values: readonly Float32Array[]): Tensor[] =>
    values.map((one, i) => tensor(one, network.parameters[i]!.shape));
  const images = tensor(samples.normal([n, size, size, channels]), [n, size, size, channels]);
  const targets = tensor(samples.probabilities(n, classes), [n, classes]);
  const theta = vectors(sampleWeights(options, samples));
  const lambda = vectors(network.parameters.map(({ shape }) => samples.normal(shape)));

  const { loss, parameters } = network.gradient(images, targets, theta);
  const wanted = await take(...there(parameters));
  const wantedProduct = await numbersOf(network.product(images, targets, theta, lambda));
  const step = network.stepGradient(images, targets, theta, true);
  dispose(images, targets, loss);
  const gradient = await take(...there(step.parameters));
  // Twice, for the first must leave what is kept as it was.
  const first = await numbersOf(step.kept!.product(theta, lambda));
  const again = await numbersOf(step.kept!.product(theta, lambda));
  step.kept!.dispose();
  dispose(theta, lambda);
  const same = (what: string, ours: readonly Float32Array[], reference: readonly Float32Array[]): Check[] =>
    reference.map((values, i) => compare(`${label}: ${what} ${i}`, ours[i]!, values, 0));
  return [
    ...same("gradient", gradient, wanted),
    ...same("product", first, wantedProduct),
    ...same("product again", again, wantedProduct),
  ];
}
