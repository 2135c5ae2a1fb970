/** dc.json: three distances between gradients on a real and a synthetic batch of one class, with the network of convnet.json. */
import { z } from "zod";
import { matchGradient } from "../matching/gradient/gradient-match";
import { countedByGradient } from "../matching/gradient/gradient-terms";
import type { GradientDistanceKind } from "../tensor/gradient-distances";
import { dispose } from "../tensor/memory";
import { defaultRecipe } from "../../protocol/recipe/defaults";
import { compare, compareNumber, take, tolerances, type Check } from "./check";
import { goldenNetwork, imagesTensor, oneHot } from "./convnet-of";
import { malformed, tensorSchema, type ConvnetFile } from "./schema";

const distanceSchema = z.object({
  loss: z.number(),
  grad_syn_images: tensorSchema,
  per_parameter: z.array(z.number()).optional(),
});

export const dcSchema = z.object({
  real_images: tensorSchema,
  real_label: z.int().min(0),
  syn_images: tensorSchema,
  ours: distanceSchema,
  mse: distanceSchema,
  cos: distanceSchema,
});
export type DcFile = z.infer<typeof dcSchema>;

const distances = { ours: "rows", mse: "mse", cos: "cosine" } as const;

/**
 * Runs the checks on the active back end.
 * @param convnet the content of convnet.json, whose network it is.
 */
export async function checkDc(
  file: string,
  golden: DcFile,
  convnet: ConvnetFile | undefined,
): Promise<Check[]> {
  if (!convnet) throw malformed(file, "its network is that of convnet.json, which is not beside it");
  const shapes = convnet.params.map(({ shape }) => shape);
  const ours = goldenNetwork(file, convnet.names, shapes, golden.syn_images);
  const { network, options } = ours;
  if (golden.real_label >= options.classes) throw malformed(file, "real_label names no class");
  const labels = (count: number): number[] => new Array<number>(count).fill(golden.real_label);
  const theta = ours.weights(convnet.params.map(({ data }) => data));
  const real = imagesTensor(file, golden.real_images);
  const realTargets = oneHot(labels(golden.real_images.shape[0]!), options.classes);
  const images = imagesTensor(file, golden.syn_images);
  const targets = oneHot(labels(golden.syn_images.shape[0]!), options.classes);
  const realGradient = network.stepGradient(real, realTargets, theta).parameters;

  const checks: Check[] = [];
  for (const [name, kind] of Object.entries(distances) as [keyof typeof distances, GradientDistanceKind][]) {
    const reference = golden[name];
    const recipe = defaultRecipe("dc");
    const bilevel = { ...recipe.bilevel, distance: distances[name] };
    const counted = countedByGradient(network, { ...recipe, bilevel });
    const match = matchGradient(network, theta, { images, targets }, realGradient, { kind, counted });
    const [loss, terms, byImages] = await take(match.total, match.terms, match.images);
    checks.push(compareNumber(`${name}: loss`, loss![0]!, reference.loss, tolerances.firstOrder));
    if (reference.per_parameter) {
      const wanted = counted.map((i) => reference.per_parameter![i]!);
      checks.push(compare(`${name}: by parameter`, terms!, wanted, tolerances.firstOrder));
    }
    const byReference = reference.grad_syn_images.data;
    checks.push(
      compare(
        `${name}: gradient by images`,
        ours.imagesToTorch(byImages!),
        byReference,
        tolerances.secondOrder,
      ),
    );
  }
  dispose(theta, real, realTargets, images, targets, realGradient);
  return checks;
}
