/** Blocks of images as a training set on the host, for jobs: every image that holds several is decoded into them. */
import type { JobImages, Leg } from "../jobs/job";
import type { ImageBlock } from "../part";
import { dispose, read } from "../tensor/memory";
import { passRates, syntheticOptions } from "../training/synthetic";
import { trainingSet, type UnionContext } from "./union";

/** {@link trainingSet}, read back. */
export async function trainingImages(
  blocks: readonly ImageBlock[],
  context: UnionContext,
): Promise<JobImages> {
  const { images, targets } = trainingSet(blocks, context);
  const values = { images: await read(images), targets: await read(targets) };
  dispose(images, targets);
  return { kind: "synthetic", ...values };
}

/** The first call's promise for every call: several jobs train on the same images. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

/** How any network is trained on synthetic images: `passes` passes from `rate` on, momentum carried on. */
export function syntheticLeg(
  { recipe }: Pick<UnionContext, "recipe">,
  images: JobImages,
  rate: number,
  passes: number,
  label: string,
): Leg {
  return {
    images,
    options: syntheticOptions(recipe),
    rates: passRates(recipe, rate, passes),
    label,
    firstEpoch: 0,
  };
}
