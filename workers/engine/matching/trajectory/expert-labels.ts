/**
 * The label logits that soft labels start from (DATM, Guo et al., ICLR 2024): for each image the mean of the logits that
 * the experts of the stage give it, at their last epoch, over those experts that classify it correctly.
 */
import { expertEpochsNeeded } from "../../../protocol/recipe/recipe";
import { uploadWeights } from "../../nets/weights";
import type { PartContext } from "../../part";
import { blockLabels, blockShape } from "../../progressive/union";
import { dispose, read, sliceRows, tensor } from "../../tensor/memory";

const batchSize = 256;

/** Index of the largest of some values. */
const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((best, value, i) => (value > values[best]! ? i : best), 0);

/**
 * Mean logits over the experts that are right.
 * @param byExpert the logits of one image by expert.
 * @param label its class. Where no expert finds it, the mean is over all of them, and the class that they take it for
 *   changes places with its own, so that a label never contradicts the class of its image (the paper leaves this open).
 */
export function meanLogits(byExpert: readonly (readonly number[])[], label: number): number[] {
  const right = byExpert.filter((logits) => largest(logits) === label);
  const chosen = right.length > 0 ? right : byExpert;
  const mean = byExpert[0]!.map(
    (_, c) => chosen.reduce((sum, logits) => sum + logits[c]!, 0) / chosen.length,
  );
  const guess = largest(mean);
  [mean[label], mean[guess]] = [mean[guess]!, mean[label]!];
  return mean;
}

/**
 * Initial label logits of the images of a stage; yields after every batch of an expert.
 * @param images normalised, class by class, as {@link blockShape} has them.
 * @returns (classes · ipc) × classes.
 */
export async function* expertLogits(
  context: PartContext,
  images: Float32Array,
): AsyncGenerator<void, Float32Array> {
  const { network, data, recipe, made } = context;
  const shape = blockShape(data, recipe);
  const classes = data.classNames.length;
  const block = tensor(images, shape);
  const byExpert: Float32Array[] = [];
  try {
    for (let expert = 0; expert < made.buffer.length; expert++) {
      const theta = uploadWeights(network, yield* context.weights(expert, expertEpochsNeeded(recipe)));
      const all = new Float32Array(shape[0] * classes);
      try {
        for (let from = 0; from < shape[0]; from += batchSize) {
          const rows = sliceRows(block, from, Math.min(batchSize, shape[0] - from));
          const logits = network.logits(rows, theta);
          dispose(rows);
          try {
            all.set(await read(logits), from * classes);
          } finally {
            dispose(logits);
          }
          yield;
        }
      } finally {
        dispose(theta);
      }
      byExpert.push(all);
    }
  } finally {
    dispose(block);
  }
  const logitsOf = (image: number): number[][] =>
    byExpert.map((all) => Array.from(all.subarray(image * classes, (image + 1) * classes)));
  const means = blockLabels(data, recipe).flatMap((label, image) => meanLogits(logitsOf(image), label));
  return Float32Array.from(means);
}
