/** What one training step takes, in time and in memory: the first that a warm-up finds out, to know what it can try. */
import type { Network } from "../nets/network";
import { initialise } from "../nets/network";
import { observe } from "../tensor/measuring";
import { dispose, oneHot, settle, tensor, tidy } from "../tensor/memory";
import { Random } from "../tensor/random";
import type { Watch } from "./timing";

/** By one image, in a small batch. */
export interface StepPace {
  /** Seconds forward and back. */
  readonly seconds: number;
  /** Bytes at the worst moment, beside weights. */
  readonly bytes: number;
  /** Bytes of what a step keeps for a second-order product. */
  readonly keptBytes: number;
  /** Bytes at the worst moment of a test, which only goes forward. */
  readonly testBytes: number;
}

const images = 8;
/** A small network is stepped for so many milliseconds. */
const longEnough = 40;

/** @param shape of one image, and how many classes there are. */
export async function measureStep(
  network: Network,
  shape: { readonly size: number; readonly channels: number; readonly classes: number },
  { now, breathe }: Watch,
): Promise<StepPace> {
  const { size, channels, classes } = shape;
  const random = Random.stream(1, "warm-up/step");
  const values = Float32Array.from({ length: images * size ** 2 * channels }, () => random.normal());
  const theta = initialise(network, random);
  const x = tensor(values, [images, size, size, channels]);
  const y = oneHot(
    Array.from({ length: images }, (_, i) => i % classes),
    classes,
  );
  const step = (): void => tidy(() => void network.stepGradient(x, y, theta));
  try {
    // Batch norm has no second-order product, and nothing is kept for one.
    const kept = network.batchNorm ? null : network.stepGradient(x, y, theta, true);
    const keptBytes = kept?.kept?.bytes ?? 0;
    kept?.kept?.dispose();
    if (kept) dispose(kept.parameters);
    const { peakBytes } = await observe(step);
    const tested = await observe(() => tidy(() => void network.logits(x, theta)));
    await breathe();
    const before = now();
    let steps = 0;
    while (steps < 2 || now() - before < longEnough) {
      step();
      steps++;
      await settle();
      await breathe();
    }
    const seconds = Math.max(1e-6, (now() - before) / 1000 / steps / images);
    return {
      seconds,
      bytes: peakBytes / images,
      keptBytes: keptBytes / images,
      testBytes: tested.peakBytes / images,
    };
  } finally {
    dispose(theta, x, y);
  }
}
