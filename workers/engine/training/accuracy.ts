/** Share of images that a network classifies correctly, and the summary over several networks. */
import type { Accuracy } from "../../protocol/events";
import type { Network } from "../nets/network";
import { argMax, dispose, tidy } from "../tensor/memory";
import type { Parameters } from "../tensor/ops/layer";
import { realBatches, type BatchSource, type RealImages } from "./batches";

/** Images that go through a network together. */
export const testedAtOnce = 250;

/** Accuracy on real images, a fraction; yields after every batch and returns it. */
export function measureAccuracy(
  network: Network,
  theta: Parameters,
  images: RealImages,
): AsyncGenerator<void, number> {
  const source = realBatches(images);
  const rows = Int32Array.from({ length: source.count }, (_, i) => i);
  return queryAccuracy(network, theta, source, images.split.labels, rows);
}

/** Accuracy on some images of a source, a fraction. labels: of all its images. */
export async function* queryAccuracy(
  network: Network,
  theta: Parameters,
  source: BatchSource,
  labels: ArrayLike<number>,
  rows: Int32Array,
): AsyncGenerator<void, number> {
  let correct = 0;
  for (let from = 0; from < rows.length; from += testedAtOnce) {
    const some = rows.slice(from, from + testedAtOnce);
    const logits = tidy(() => network.logits(source.batch(some).images, theta));
    const guesses = await argMax(logits);
    dispose(logits);
    guesses.forEach((guess, i) => (correct += Number(guess === labels[some[i]!])));
    yield;
  }
  return correct / rows.length;
}

/** Mean and population standard deviation (divided by n, as in the reference code). */
export function summarise(values: readonly number[]): Accuracy {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance), values: [...values] };
}
