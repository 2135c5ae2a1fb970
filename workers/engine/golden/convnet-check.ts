/** convnet.json: logits, loss and first-order gradients of a ConvNet. */
import { dispose } from "../tensor/memory";
import { compare, compareNumber, compareWithZero, norm, take, tolerances, type Check } from "./check";
import { goldenNetwork, imagesTensor, oneHot } from "./convnet-of";
import { malformed, type ConvnetFile } from "./schema";

/** Runs the checks on the active back end. */
export async function checkConvnet(file: string, golden: ConvnetFile): Promise<Check[]> {
  const shapes = golden.params.map(({ shape }) => shape);
  const ours = goldenNetwork(file, golden.names, shapes, golden.images);
  const { network, options } = ours;
  if (golden.labels.length !== golden.images.shape[0])
    throw malformed(file, "there is not one label for each image");
  if (golden.labels.some((label) => label >= options.classes))
    throw malformed(file, "a label names no class");
  if (golden.grad_params.length !== shapes.length)
    throw malformed(file, "there is not one gradient for each parameter");
  const images = imagesTensor(file, golden.images);
  const targets = oneHot(golden.labels, options.classes);
  const theta = ours.weights(golden.params.map(({ data }) => data));

  const tolerance = tolerances.firstOrder;
  const [logits] = await take(network.logits(images, theta));
  const gradient = network.gradient(images, targets, theta, true);
  const [loss, byImages] = await take(gradient.loss, gradient.images!);
  const checks = [
    compare("logits", logits!, golden.logits.data, tolerance),
    compareNumber("loss", loss![0]!, golden.loss, tolerance),
    compare("gradient by images", ours.imagesToTorch(byImages!), golden.grad_images.data, tolerance),
  ];
  const scale = norm(golden.grad_params.flatMap(({ data }) => data));
  for (const [i, reference] of golden.grad_params.entries()) {
    const name = `gradient by ${golden.names[i] ?? i}`;
    const computed = gradient.parameters[i];
    if (computed) {
      const [values] = await take(computed);
      checks.push(compare(name, ours.parameterToTorch(values!, i), reference.data, tolerance));
    } else {
      checks.push(compareWithZero(name, reference.data, scale, tolerance));
    }
  }
  dispose(images, targets, theta);
  return checks;
}
