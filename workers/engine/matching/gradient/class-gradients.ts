/**
 * The loss of gradient matching over all classes, and its derivative by the images of a stage: class by class,
 *
 *     L = Σ_c D(∇ℓ(A_c S^c), ∇ℓ(A_c T^c))              DC and, with an augmentation A_c for each class, DSA
 *
 * or with one distance for all of them, where the gradient of the mean loss over S is the mean of the classes':
 *
 *     L = D(∇ℓ(A S), 1/C Σ_c ∇ℓ(A_c T^c))              DCC (Lee et al., ICML 2022)
 */
import type { AugmentationGroup } from "../../../protocol/recipe/augmentation";
import { drawSiamese } from "../../data/augmentation";
import type { Network } from "../../nets/network";
import { dispose, sliceRows, takeRows, tidy, type Tensor } from "../../tensor/memory";
import type { MaybeTensors, Parameters } from "../../tensor/ops/layer";
import type { Random } from "../../tensor/random";
import { concatWeighted, weightedSum, weightedSums } from "../../tensor/vectors";
import type { ClassBatches } from "./class-batches";
import { disposeMatch, matchGradient, type Comparison, type GradientMatch } from "./gradient-match";

export interface ClassProblem {
  readonly network: Network;
  readonly theta: Parameters;
  readonly comparison: Comparison;
  readonly real: ClassBatches;
  /** Real images of each class. */
  readonly realBatch: number;
  /** The strategy of the siamese augmentation; none: no augmentation. */
  readonly groups: readonly AugmentationGroup[];
  /** Side of the images. */
  readonly size: number;
  /** Frozen images, then those of the stage: [n,H,W,C]. */
  readonly union: Tensor;
  /** Label probabilities of the union. */
  readonly targets: Tensor;
  /** Rows of each class in the union, as many of each; those that are learned come last. */
  readonly rowsOf: readonly Int32Array[];
  /** How many of each class are learned. */
  readonly ipc: number;
}

/** One class of both sides, augmented alike. */
interface ClassPair {
  readonly images: Tensor;
  readonly targets: Tensor;
  /** Gradient of the real batch. */
  readonly real: MaybeTensors;
  /** From the gradient by `images` to that by those of them that are learned. */
  readonly pull: (gradient: Tensor) => Tensor;
}

const ones = (parts: readonly unknown[]): number[] => parts.map(() => 1);

/** Both sides of a class. To be called, as `pull`, in a tidy. */
function classPair(problem: ClassProblem, label: number, random: Random): ClassPair {
  const { network, theta, real, realBatch, groups, size, union, targets, rowsOf, ipc } = problem;
  const rows = rowsOf[label]!;
  const batch = real.draw(label, realBatch, random);
  const siamese = drawSiamese(groups, size, random);
  const own = siamese?.(rows.length);
  const images = takeRows(union, rows);
  const realImages = siamese?.(batch.images.shape[0]!).apply(batch.images) ?? batch.images;
  return {
    images: own?.apply(images) ?? images,
    targets: takeRows(targets, rows),
    real: network.stepGradient(realImages, batch.targets, theta).parameters,
    pull: (gradient) => sliceRows(own?.adjoint(gradient) ?? gradient, rows.length - ipc, ipc),
  };
}

/** The sum of the classes' distances; yields after each class. The caller owns the result. */
export function* matchByClass(problem: ClassProblem, random: Random): Generator<void, GradientMatch> {
  const { network, theta, comparison, rowsOf } = problem;
  const matches: GradientMatch[] = [];
  try {
    for (const label of rowsOf.keys()) {
      matches.push(
        tidy(() => {
          const { real, pull, ...synthetic } = classPair(problem, label, random);
          const match = matchGradient(network, theta, synthetic, real, comparison);
          return { ...match, images: pull(match.images) };
        }),
      );
      yield;
    }
    const all = (key: keyof GradientMatch): Tensor[] => matches.map((match) => match[key]);
    return {
      total: weightedSum(all("total"), ones(matches)),
      terms: weightedSum(all("terms"), ones(matches)),
      images: concatWeighted(all("images"), ones(matches)),
    };
  } finally {
    matches.forEach(disposeMatch);
  }
}

/** One distance for all classes; yields after each class. The caller owns the result. */
export function* matchTogether(problem: ClassProblem, random: Random): Generator<void, GradientMatch> {
  const { network, theta, comparison, rowsOf } = problem;
  const pairs: ClassPair[] = [];
  try {
    for (const label of rowsOf.keys()) {
      pairs.push(tidy(() => classPair(problem, label, random)));
      yield;
    }
    return tidy(() => {
      const [images, targets] = [pairs.map((pair) => pair.images), pairs.map((pair) => pair.targets)];
      const real = weightedSums(
        pairs.map((pair) => pair.real),
        pairs.map(() => 1 / pairs.length),
      );
      const synthetic = {
        images: concatWeighted(images, ones(images)),
        targets: concatWeighted(targets, ones(targets)),
      };
      const match = matchGradient(network, theta, synthetic, real, comparison);
      let at = 0;
      const pulled = pairs.map(({ pull, images: { shape } }) => {
        const rows = sliceRows(match.images, at, shape[0]!);
        at += shape[0]!;
        return pull(rows);
      });
      return { ...match, images: concatWeighted(pulled, ones(pulled)) };
    });
  } finally {
    for (const { images, targets, real } of pairs) dispose(images, targets, real);
  }
}
