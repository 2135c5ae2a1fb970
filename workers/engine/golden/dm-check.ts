/** dm.json: the embedding of the synthetic images, the distance of the mean embeddings, and its derivative. */
import { z } from "zod";
import { matchFeatures } from "../matching/distribution/feature-matching";
import { blockTaps, features } from "../nets/features";
import { imagesToTorch } from "../nets/torch-layout";
import { cloneAll, dispose, sliceRows, type Tensor } from "../tensor/memory";
import { compare, compareNumber, take, tolerances, type Check } from "./check";
import { goldenNetwork, imagesTensor } from "./convnet-of";
import { malformed, tensorSchema } from "./schema";

export const dmSchema = z.object({
  params: z.array(tensorSchema),
  real_images: tensorSchema,
  syn_images: tensorSchema,
  embed_syn: tensorSchema,
  loss: z.number(),
  grad_syn_images: tensorSchema,
});
export type DmFile = z.infer<typeof dmSchema>;

/** One class, all of whose images are in `x`. */
const oneClass = (x: Tensor) => ({ counts: [x.shape[0]!], images: () => cloneAll([x])[0]! });

/** Runs the checks on the active back end. */
export async function checkDm(file: string, golden: DmFile): Promise<Check[]> {
  const shapes = golden.params.map(({ shape }) => shape);
  const ours = goldenNetwork(file, [], shapes, golden.syn_images);
  const { network, options } = ours;
  const side = options.size >> options.depth;
  if (golden.embed_syn.data.length !== golden.syn_images.shape[0]! * side ** 2 * options.width) {
    throw malformed(file, "embed_syn: not the input of the classifier for each synthetic image");
  }
  const theta = ours.weights(golden.params.map(({ data }) => data));
  const real = imagesTensor(file, golden.real_images);
  const synthetic = imagesTensor(file, golden.syn_images);
  const tap = blockTaps(network).at(-1)!.output;
  const run = matchFeatures({
    network,
    theta,
    terms: [{ name: "embedding", size: side ** 2 * options.width, tap, weight: 1 }],
    real: oneClass(real),
    synthetic: { ...oneClass(synthetic), pullBack: (_label, u) => sliceRows(u, 0, u.shape[0]!) },
    discrimination: 0,
  });
  let step = run.next();
  while (!step.done) step = run.next();
  const [embedding] = await take(...features(network, synthetic, theta, [tap]));
  const [loss, gradient] = await take(step.value.squares, step.value.images);
  dispose(theta, real, synthetic);
  return [
    compare(
      "embedding",
      imagesToTorch(embedding!, side, options.width),
      golden.embed_syn.data,
      tolerances.firstOrder,
    ),
    compareNumber("loss", loss![0]!, golden.loss, tolerances.firstOrder),
    compare(
      "gradient by images",
      ours.imagesToTorch(gradient!),
      golden.grad_syn_images.data,
      tolerances.firstOrder,
    ),
  ];
}
