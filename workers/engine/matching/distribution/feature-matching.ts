/**
 * Matching the features of synthetic images with those of real ones, class by class. With f_l the features at place l of
 * a network, S_c and T_c the images of class c (Zhao & Bilen, WACV 2023, equation 4; Wang et al., CVPR 2022, section 3):
 *
 *     L = Σ_l w_l Σ_c |mean f_l(S_c) − mean f_l(T_c)|²  +  λ Σ_{x ∈ T} −log softmax(⟨f(x), mean f(S_c)⟩_c)_y
 *
 * The first sum is DM's with the last features alone, and CAFE's layer-wise alignment; the second is CAFE's
 * discrimination loss, by which the synthetic centres of the last features classify real images (summed over them, as
 * in the released code; the paper's survey prints another sign and scale). First order only, by the synthetic images.
 *
 * Classes are taken in chunks, so that memory does not grow with their number; only the centres need all of them.
 */
import { features, featurePass } from "../../nets/features";
import type { Network } from "../../nets/network";
import {
  addRowsOf,
  classMeans,
  discriminate,
  joinRows,
  meanDistance,
  spreadMeans,
  stackNumbers,
} from "../../tensor/class-means";
import { dispose, oneHot, sliceRows, tidy, type Tensor } from "../../tensor/memory";
import type { Parameters } from "../../tensor/ops/layer";
import { weightedSum } from "../../tensor/vectors";
import type { FeatureTerm } from "./feature-terms";

/** Images by class. */
export interface ClassImages {
  /** How many of each class. */
  readonly counts: readonly number[];
  /** Those of one class as the network is to see them, [counts[label],H,W,C]. The caller owns them. */
  images(label: number): Tensor;
}

/** Synthetic images by class. */
export interface SyntheticClasses extends ClassImages {
  /**
   * From the gradient by the images of a class to that by those of them that are learned, [ipc,H,W,C]. The caller
   * owns the result.
   */
  pullBack(label: number, gradient: Tensor): Tensor;
}

export interface FeatureProblem {
  readonly network: Network;
  readonly theta: Parameters;
  /** Shallow to deep; the last is the input of the classifier. */
  readonly terms: readonly FeatureTerm[];
  readonly real: ClassImages;
  readonly synthetic: SyntheticClasses;
  /** λ; 0 leaves the discrimination loss out. */
  readonly discrimination: number;
}

/** Loss and gradient; the caller owns the tensors. */
export interface FeatureMatch {
  /** Σ_c |…|² of each term, without its weight: [terms]. */
  readonly squares: Tensor;
  /** The discrimination loss without λ, scalar; null without it. */
  readonly discrimination: Tensor | null;
  /** ∂L by the learned images, class by class. */
  readonly images: Tensor;
}

/** Images that a network sees at a time, unless one class has more. */
const mostImages = 128;

type Range = readonly [from: number, to: number];

/** Ranges of classes that are computed together. Batch norm wants to see all of them. */
function chunks({ network }: FeatureProblem, counts: readonly number[]): Range[] {
  if (network.batchNorm) return [[0, counts.length]];
  const ranges: Range[] = [];
  let [from, images] = [0, 0];
  counts.forEach((count, label) => {
    if (label > from && images + count > mostImages) {
      ranges.push([from, label]);
      [from, images] = [label, 0];
    }
    images += count;
  });
  return [...ranges, [from, counts.length]];
}

/** The images of a range of classes in one batch. */
function batchOf(classes: ClassImages, [from, to]: Range): Tensor {
  return joinRows(Array.from({ length: to - from }, (_, i) => classes.images(from + i)));
}

interface Means {
  /** By tap, [classes, D]. */
  readonly means: readonly Tensor[];
  /** The features at the last tap, [n,…], if they were asked for. */
  readonly last: Tensor | null;
}

/** The class means at `taps`, forward only; yields after every chunk. The caller owns them. */
function* meansOf(
  problem: FeatureProblem,
  classes: ClassImages,
  taps: readonly number[],
  keepLast: boolean,
): Generator<void, Means> {
  const { network, theta } = problem;
  const parts: Tensor[][] = [];
  const lasts: Tensor[] = [];
  try {
    for (const range of chunks(problem, classes.counts)) {
      const counts = classes.counts.slice(...range);
      const [means, last] = tidy(() => {
        const found = features(network, batchOf(classes, range), theta, taps);
        return [found.map((f) => classMeans(f, counts)), keepLast ? [found.at(-1)!] : []] as const;
      });
      parts.push(means);
      lasts.push(...last);
      yield;
    }
    return {
      means: taps.map((_, l) => joinRows(parts.map((part) => part[l]!))),
      last: keepLast ? joinRows(lasts) : null,
    };
  } finally {
    dispose(...parts, lasts);
  }
}

/** The labels of images that come class by class. */
const labelsOf = (counts: readonly number[]): number[] =>
  counts.flatMap((count, label) => Array.from({ length: count }, () => label));

/** Loss and gradient; yields after every chunk. Ending the generator early disposes all of it. */
export function* matchFeatures(problem: FeatureProblem): Generator<void, FeatureMatch> {
  const { network, theta, terms, real, synthetic, discrimination: lambda } = problem;
  const taps = terms.map(({ tap }) => tap);
  const used: (Tensor | null)[] = [];
  const squares: Tensor[] = [];
  const gradients: Tensor[] = [];
  let judged: { loss: Tensor; centres: Tensor } | null = null;
  let complete = false;
  try {
    const targets = yield* meansOf(problem, real, taps, lambda > 0);
    used.push(...targets.means, targets.last);
    if (targets.last) {
      const labels = oneHot(labelsOf(real.counts), real.counts.length);
      used.push(labels);
      const centres = yield* meansOf(problem, synthetic, taps.slice(-1), false);
      used.push(...centres.means);
      judged = discriminate(targets.last, labels, centres.means[0]!);
      used.push(judged.centres);
    }
    for (const range of chunks(problem, synthetic.counts)) {
      const [distances, gradient] = tidy(() => {
        const [from, to] = range;
        const counts = synthetic.counts.slice(from, to);
        const pass = featurePass(network, batchOf(synthetic, range), theta, taps);
        const distances = pass.features.map((f, l) =>
          meanDistance(classMeans(f, counts), sliceRows(targets.means[l]!, from, to - from)),
        );
        const cotangents = terms.map(({ weight }, l) => {
          let u = weight > 0 ? weightedSum([distances[l]!.slope], [weight]) : null;
          if (judged && l === terms.length - 1) u = addRowsOf(u, judged.centres, from, to, lambda);
          return u && spreadMeans(u, counts, pass.features[l]!.shape);
        });
        const byImages = pass.pull(cotangents);
        let at = 0;
        const own = counts.map((count, i) => {
          const rows = sliceRows(byImages, at, count);
          at += count;
          return synthetic.pullBack(from + i, rows);
        });
        return [stackNumbers(distances.map((one) => one.squares)), joinRows(own)] as const;
      });
      squares.push(distances);
      gradients.push(gradient);
      yield;
    }
    const sums = weightedSum(
      squares,
      squares.map(() => 1),
    );
    complete = true;
    return { squares: sums, discrimination: judged?.loss ?? null, images: joinRows(gradients) };
  } finally {
    dispose(used, squares, gradients);
    if (!complete) dispose(judged?.loss);
  }
}
