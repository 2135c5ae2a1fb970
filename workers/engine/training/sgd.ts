/**
 * Training a network by SGD: v ← m v + (g + w θ), θ ← θ − η v (PyTorch's form), with per-image augmentation. Experts
 * train with m = w = 0 on real data; transitions and evaluations with m = 0.9, w = 5e-4 on synthetic images.
 */
import type { AugmentationGroup } from "../../protocol/recipe/augmentation";
import { drawAugmentation } from "../data/augmentation";
import type { Network } from "../nets/network";
import { downloadWeights, uploadWeights } from "../nets/weights";
import { dispose, tidy, zeros, type Tensor } from "../tensor/memory";
import type { Random } from "../tensor/random";
import { descend, momentumUpdate } from "../tensor/vectors";
import type { BatchSource } from "./batches";

export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  /** Augmentations of which one is drawn for each batch; none: images as they are. */
  readonly groups: readonly AugmentationGroup[];
}

/** How the papers' code trains on synthetic images. */
export const syntheticTraining = { momentum: 0.9, weightDecay: 5e-4, batchSize: 256 } as const;

/** Weights and momentum on the host, for carrying a network from one part of a run to the next. */
export interface TrainingState {
  readonly weights: Float32Array;
  /** null: no step with momentum yet. */
  readonly velocity: Float32Array | null;
}

/** A network in training. Owns its tensors: call {@link SgdTraining.dispose}. */
export class SgdTraining {
  private velocity: Tensor[] | null;
  theta: Tensor[];

  constructor(
    private readonly network: Network,
    state: TrainingState,
    private readonly options: SgdOptions,
  ) {
    this.theta = uploadWeights(network, state.weights);
    this.velocity = state.velocity && uploadWeights(network, state.velocity);
  }

  private step(source: BatchSource, rows: Int32Array, rate: number, random: Random): void {
    const { groups, momentum, weightDecay } = this.options;
    const augmentation = drawAugmentation(groups, rows.length, source.size, random);
    const plain = momentum === 0 && weightDecay === 0;
    const before = { theta: this.theta, velocity: this.velocity };
    const next = tidy(() => {
      const batch = source.batch(rows);
      const images = augmentation ? augmentation.apply(batch.images) : batch.images;
      const gradient = this.network.gradient(images, batch.targets, before.theta).parameters;
      if (plain) return [descend(before.theta, rate, gradient)];
      const velocity = before.velocity ?? before.theta.map((t) => zeros(t.shape));
      const moved = momentumUpdate(before.theta, velocity, gradient, momentum, weightDecay);
      return [descend(before.theta, rate, moved), moved];
    });
    this.theta = next[0]!;
    this.velocity = next[1] ?? null;
    dispose(before.theta, before.velocity);
  }

  /** One pass over the set in a random order, the partial last batch included; yields after every step. */
  *epoch(source: BatchSource, rate: number, random: Random): Generator<void> {
    const order = random.permutation(source.count);
    for (let at = 0; at < order.length; at += this.options.batchSize) {
      this.step(source, order.slice(at, at + this.options.batchSize), rate, random);
      yield;
    }
  }

  async state(): Promise<TrainingState> {
    return {
      weights: await downloadWeights(this.theta),
      velocity: this.velocity && (await downloadWeights(this.velocity)),
    };
  }

  dispose(): void {
    dispose(this.theta, this.velocity);
  }
}

/**
 * Learning rate of pass `epoch` of 0 … `epochs` (that is epochs + 1 passes, as in the references): a tenth after pass
 * ⌊epochs/2⌋ + 1 has ended.
 */
export function droppedRate(rate: number, epoch: number, epochs: number): number {
  return epoch > Math.floor(epochs / 2) + 1 ? rate * 0.1 : rate;
}
