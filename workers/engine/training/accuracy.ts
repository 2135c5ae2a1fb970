/** Share of images that a network classifies correctly, and the summary over several networks. */
import type { Accuracy } from "../../protocol/events";
import type { Network } from "../nets/network";
import { argMax, dispose, tidy } from "../tensor/memory";
import type { Parameters } from "../tensor/ops/layer";
import { realBatches, type RealImages } from "./batches";

const batchSize = 250;

/** Accuracy on real images, a fraction; yields after every batch and returns it. */
export async function* measureAccuracy(
  network: Network,
  theta: Parameters,
  images: RealImages,
): AsyncGenerator<void, number> {
  const source = realBatches(images);
  let correct = 0;
  for (let from = 0; from < source.count; from += batchSize) {
    const rows = Int32Array.from({ length: Math.min(batchSize, source.count - from) }, (_, i) => from + i);
    const logits = tidy(() => network.logits(source.batch(rows).images, theta));
    const guesses = await argMax(logits);
    dispose(logits);
    guesses.forEach((guess, i) => (correct += Number(guess === images.split.labels[from + i])));
    yield;
  }
  return correct / source.count;
}

/** Mean and population standard deviation (divided by n, as in the reference code). */
export function summarise(values: readonly number[]): Accuracy {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance), values: [...values] };
}
