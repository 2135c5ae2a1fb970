/**
 * The labels of a stage's images while they are learned: hard ones, logits that are learned with the images (DATM), or
 * those that the target expert of each iteration gives (TESLA). Frozen blocks keep the labels they were finished with.
 */
import type { Network } from "../../nets/network";
import { cloneAll, dispose, read, tensor, tidy, type Tensor } from "../../tensor/memory";
import { softLabels, softLabelsAdjoint } from "../../tensor/ops/soft-labels";
import type { Parameters } from "../../tensor/ops/layer";
import { sumScaled } from "../../tensor/vectors";

/** Structured-cloneable; null for labels that do not change. */
export interface LabelState {
  readonly logits: Float32Array;
  /** Of learned labels. */
  readonly velocity: Float32Array | null;
}

export interface StageLabels {
  /** Label probabilities of the images for a student on its way to `target`, [n, classes]. The caller owns them. */
  probabilities(images: Tensor, target: Parameters): Tensor;
  /** Ends an iteration: takes the step along ∂L/∂probabilities, which stays the caller's. */
  update(byProbabilities: Tensor): void;
  /** Label logits as they would be kept now, n × classes; null: hard labels. */
  logits(): Promise<Float32Array | null>;
  state(): Promise<LabelState | null>;
  dispose(): void;
}

/** @param targets one-hot rows, taken over. */
export function hardLabels(targets: Tensor): StageLabels {
  return {
    probabilities: () => cloneAll([targets])[0]!,
    update() {},
    logits: () => Promise.resolve(null),
    state: () => Promise.resolve(null),
    dispose: () => dispose(targets),
  };
}

/**
 * Logits Y by image, learned by v ← m v + ∂L/∂Y, Y ← Y − η v; the student trains on softmax(Y).
 * @param shape [n, classes].
 */
export function learnedLabels(
  from: LabelState,
  shape: readonly number[],
  { learningRate, momentum }: { readonly learningRate: number; readonly momentum: number },
): StageLabels {
  let logits = tensor(from.logits, shape);
  let velocity = tensor(from.velocity ?? new Float32Array(from.logits.length), shape);
  return {
    probabilities: () => softLabels(logits),
    update(byProbabilities) {
      const before = [logits, velocity];
      [velocity, logits] = tidy(() => {
        const moved = sumScaled(softLabelsAdjoint(logits, byProbabilities), momentum, velocity);
        return [moved, sumScaled(logits, -learningRate, moved)];
      }) as [Tensor, Tensor];
      dispose(before);
    },
    logits: () => read(logits),
    state: async () => ({ logits: await read(logits), velocity: await read(velocity) }),
    dispose: () => dispose(logits, velocity),
  };
}

/**
 * The logits that the target weights of each iteration give the images; kept are those of the last complete iteration.
 * @param from null: no iteration has been complete; the labels are then hard.
 * @param shape [n, classes].
 */
export function targetLabels(
  network: Network,
  from: LabelState | null,
  shape: readonly number[],
): StageLabels {
  let kept = from && tensor(from.logits, shape);
  let coming: Tensor | null = null;
  return {
    probabilities(images, target) {
      dispose(coming);
      coming = network.logits(images, target);
      return softLabels(coming);
    },
    update() {
      dispose(kept);
      [kept, coming] = [coming, null];
    },
    logits: async () => kept && read(kept),
    state: async () => kept && { logits: await read(kept), velocity: null },
    dispose: () => dispose(kept, coming),
  };
}
