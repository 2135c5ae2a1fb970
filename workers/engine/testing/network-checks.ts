/** A whole ConvNet's gradient and second-order product, on the active back end, against float64. */
import { compare, compareNumber, compareWithZero, norm, take, tolerances, type Check } from "../golden/check";
import { convNet, type ConvNetOptions } from "../nets/convnet";
import { dispose, tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import { referenceLogits, referenceLoss } from "./reference-network";
import { elements, Samples } from "./samples";
import { add, gradient, inner, leaf } from "./tape";

/**
 * Depths 1 to 4, sides whose halves are odd, the padded 28 pixels, one image, one channel, 2 to 26 classes. No narrower:
 * the gradient by two numbers alone may cancel to a few thousandths of its terms, and then no float32 reaches 1e-5 of it.
 */
export const networkCases: readonly (readonly [ConvNetOptions, number])[] = [
  [{ depth: 1, width: 3, size: 8, channels: 1, classes: 2 }, 1],
  [{ depth: 1, width: 4, size: 28, channels: 1, classes: 3 }, 2],
  [{ depth: 3, width: 4, size: 28, channels: 1, classes: 3 }, 2],
  [{ depth: 2, width: 3, size: 9, channels: 2, classes: 3 }, 3],
  [{ depth: 3, width: 3, size: 8, channels: 3, classes: 4 }, 4],
  [{ depth: 3, width: 4, size: 14, channels: 3, classes: 2 }, 2],
  [{ depth: 4, width: 8, size: 16, channels: 1, classes: 2 }, 2],
  [{ depth: 1, width: 4, size: 8, channels: 1, classes: 13 }, 2],
  [{ depth: 1, width: 3, size: 8, channels: 2, classes: 26 }, 2],
];

/** Weights as large as those of a fresh network, but γ, β and biases off their round values. */
export function sampleWeights(options: ConvNetOptions, samples: Samples): Float32Array[] {
  return convNet(options).parameters.map(({ layout, name, shape }) => {
    const inputs = elements(shape.slice(0, -1));
    const values = samples.normal(shape, layout === "vector" ? 0.3 : 1 / Math.sqrt(inputs));
    return /norm\d+\.weight/.test(name) ? values.map((value) => Math.fround(1 + value)) : values;
  });
}

function compareList(
  what: string,
  ours: readonly (Float32Array | null)[],
  reference: readonly Float64Array[],
  names: readonly string[],
  tolerance: number,
): Check[] {
  const scale = norm(reference.flatMap((values) => [...values]));
  return reference.map((wanted, i) => {
    const values = ours[i];
    const name = `${what} ${names[i]}`;
    return values
      ? compare(name, values, wanted, tolerance)
      : compareWithZero(name, wanted, scale, tolerance);
  });
}

async function takeAll(list: MaybeTensors): Promise<(Float32Array | null)[]> {
  const values: (Float32Array | null)[] = [];
  for (const one of list) values.push(one && (await take(one))[0]!);
  return values;
}

/** Checks logits, gradient and product for `n` images. */
export async function checkNetwork(options: ConvNetOptions, n: number): Promise<Check[]> {
  const { depth, size, channels, classes } = options;
  const network = convNet(options);
  const label = `depth ${depth}, ${n} of ${size}×${size}×${channels}, ${classes} classes`;
  const samples = new Samples(label);
  const names = network.parameters.map(({ name }) => name);
  const given = {
    images: samples.normal([n, size, size, channels]),
    targets: samples.probabilities(n, classes),
    theta: sampleWeights(options, samples),
    lambda: network.parameters.map(({ shape }) => samples.normal(shape)),
  };

  const leaves = { images: leaf(given.images), targets: leaf(given.targets), theta: given.theta.map(leaf) };
  const loss = referenceLoss(options, leaves.images, leaves.targets, leaves.theta);
  const [byImages, ...byTheta] = gradient(loss, [leaves.images, ...leaves.theta]);
  const value = byTheta.map((g, i) => inner(g, leaf(given.lambda[i]!))).reduce(add);
  const [hImages, hTargets, ...hTheta] = gradient(value, [leaves.images, leaves.targets, ...leaves.theta]);

  const images = tensor(given.images, [n, size, size, channels]);
  const targets = tensor(given.targets, [n, classes]);
  const theta = given.theta.map((values, i) => tensor(values, network.parameters[i]!.shape));
  const lambda = given.lambda.map((values, i) => tensor(values, network.parameters[i]!.shape));
  const [logits] = await take(network.logits(images, theta));
  const first = network.gradient(images, targets, theta, true);
  const [ourLoss, ourImages] = await take(first.loss, first.images!);
  const ourTheta = await takeAll(first.parameters);
  const second = network.product(images, targets, theta, lambda);
  const [ourValue, productImages, productTargets] = await take(second.value, second.images, second.targets);
  const productTheta = await takeAll(second.parameters);
  dispose(images, targets, theta, lambda);

  const { firstOrder, secondOrder } = tolerances;
  return [
    compare("logits", logits!, referenceLogits(options, leaves.images, leaves.theta).values, firstOrder),
    compareNumber("loss", ourLoss![0]!, loss.values[0]!, firstOrder),
    compare("gradient by images", ourImages!, byImages!.values, firstOrder),
    ...compareList(
      "gradient by",
      ourTheta,
      byTheta.map(({ values }) => values),
      names,
      firstOrder,
    ),
    compareNumber("product", ourValue![0]!, value.values[0]!, secondOrder),
    compare("product by images", productImages!, hImages!.values, secondOrder),
    compare("product by targets", productTargets!, hTargets!.values, secondOrder),
    ...compareList(
      "product by",
      productTheta,
      hTheta.map(({ values }) => values),
      names,
      secondOrder,
    ),
  ].map((check) => ({ ...check, name: `${label}: ${check.name}` }));
}
