/** idc.json: the decoding of stored images, and the match of what they hold with real ones under four metrics. */
import { z } from "zod";
import { matchGradient } from "../matching/gradient/gradient-match";
import { countedByFormation } from "../matching/gradient/gradient-terms";
import { imagesFromTorch, imagesToTorch } from "../nets/torch-layout";
import type { GradientDistanceKind } from "../tensor/gradient-distances";
import { dispose, tensor } from "../tensor/memory";
import { decodeFormation, decodeFormationAdjoint } from "../tensor/multi-formation";
import { compare, compareNumber, take, tolerances, type Check } from "./check";
import { goldenNetwork, imageShape, imagesTensor, oneHot } from "./convnet-of";
import { malformed, tensorSchema } from "./schema";

const metricSchema = z.object({ loss: z.number(), grad_stored_images: tensorSchema });
const decodeSchema = z.object({
  images: tensorSchema,
  factor: z.int().min(1),
  output: tensorSchema,
  labels: z.array(z.int().min(0)).optional(),
  grad_images: tensorSchema.optional(),
});

export const idcSchema = z.object({
  decode: decodeSchema,
  decode_factor_3: decodeSchema.optional(),
  match: z.object({
    params: z.array(tensorSchema),
    real_images: tensorSchema,
    label: z.int().min(0),
    stored_images: tensorSchema,
    factor: z.int().min(1),
    by_metric: z.object({ mse: metricSchema, l1: metricSchema, l1_mean: metricSchema, cos: metricSchema }),
  }),
});
export type IdcFile = z.infer<typeof idcSchema>;

/** The decoder works on raw pixels here. */
const greyOf = (channels: number): number[] => new Array<number>(channels).fill(0.5);

/** The weights w in the derivative of Σ output ∘ w: from −1 to 1 in equal steps. */
const ramp = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => -1 + (2 * i) / (count - 1));

async function checkDecoding(
  file: string,
  golden: z.infer<typeof decodeSchema>,
  name: string,
): Promise<Check[]> {
  const { size, channels, count } = imageShape(file, golden.images);
  const { factor } = golden;
  if (golden.output.shape[0] !== count * factor * factor) {
    throw malformed(file, `${name}: not ${factor} × ${factor} pictures of each image`);
  }
  const images = imagesTensor(file, golden.images);
  const [output] = await take(decodeFormation(images, factor, greyOf(channels)));
  dispose(images);
  const ours = (values: Float32Array): Float32Array => imagesToTorch(values, size, channels);
  const checks = [compare(`${name}: output`, ours(output!), golden.output.data, tolerances.firstOrder)];
  if (golden.labels) {
    const labels = Array.from({ length: golden.output.shape[0]! }, (_, i) => i % count);
    checks.push(compare(`${name}: order`, labels, golden.labels, 0));
  }
  if (golden.grad_images) {
    const weights = tensor(imagesFromTorch(ramp(golden.output.data.length), size, channels), [
      count * factor * factor,
      size,
      size,
      channels,
    ]);
    const [pulled] = await take(decodeFormationAdjoint(weights, factor));
    dispose(weights);
    const reference = golden.grad_images.data;
    checks.push(compare(`${name}: derivative`, ours(pulled!), reference, tolerances.firstOrder));
  }
  return checks;
}

const kinds = { mse: "mse", l1: "l1", l1_mean: "l1-rows", cos: "rows" } as const;

async function checkMatch(file: string, golden: IdcFile["match"]): Promise<Check[]> {
  const shapes = golden.params.map(({ shape }) => shape);
  const ours = goldenNetwork(file, [], shapes, golden.real_images);
  const { network, options } = ours;
  const { factor, label } = golden;
  if (label >= options.classes) throw malformed(file, "match: label names no class");
  const labels = (count: number): number[] => new Array<number>(count).fill(label);
  const theta = ours.weights(golden.params.map(({ data }) => data));
  const real = imagesTensor(file, golden.real_images);
  const realTargets = oneHot(labels(real.shape[0]!), options.classes);
  const stored = imagesTensor(file, golden.stored_images);
  const images = decodeFormation(stored, factor, greyOf(options.channels));
  const targets = oneHot(labels(images.shape[0]!), options.classes);
  const realGradient = network.stepGradient(real, realTargets, theta).parameters;
  const counted = countedByFormation(network);
  const checks: Check[] = [];
  for (const [name, kind] of Object.entries(kinds) as [keyof typeof kinds, GradientDistanceKind][]) {
    const reference = golden.by_metric[name];
    const match = matchGradient(network, theta, { images, targets }, realGradient, { kind, counted });
    const [loss, byStored] = await take(match.total, decodeFormationAdjoint(match.images, factor));
    dispose(match.terms, match.images);
    checks.push(
      compareNumber(`${name}: loss`, loss![0]!, reference.loss, tolerances.firstOrder),
      compare(
        `${name}: gradient by stored images`,
        ours.imagesToTorch(byStored!),
        reference.grad_stored_images.data,
        tolerances.secondOrder,
      ),
    );
  }
  dispose(theta, real, realTargets, stored, images, targets, realGradient);
  return checks;
}

/** Runs the checks on the active back end. */
export async function checkIdc(file: string, golden: IdcFile): Promise<Check[]> {
  return [
    ...(await checkDecoding(file, golden.decode, "decode")),
    ...(golden.decode_factor_3
      ? await checkDecoding(file, golden.decode_factor_3, "decode, size not divided")
      : []),
    ...(await checkMatch(file, golden.match)),
  ];
}
