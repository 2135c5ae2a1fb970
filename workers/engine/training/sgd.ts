/**
 * Training a network by SGD: v ← m v + (g + w θ), θ ← θ − η v (PyTorch's form), with per-image augmentation. Experts
 * train with m = w = 0 on real data; transitions and evaluations with m = 0.9, w = 5e-4 on synthetic images.
 */
import type { Network } from "../nets/network";
import { downloadWeights, uploadWeights } from "../nets/weights";
import { cloneAll, dispose, tidy, zeros, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import type { Random } from "../tensor/random";
import { descend, momentumUpdate } from "../tensor/vectors";
import { drawBatchAugmentation, type BatchAugmentation } from "./batch-augmentation";
import type { BatchSource } from "./batches";
import { flatDirection, type FlatTraining } from "./flat-step";
import { followStatistics } from "./running-statistics";

export interface SgdOptions extends BatchAugmentation {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  /** Steps towards flat minima, at one more gradient each; null or left out: plain ones. */
  readonly flat?: FlatTraining | null;
}

/** How the papers' code trains on synthetic images. */
export const syntheticTraining = { momentum: 0.9, weightDecay: 5e-4, batchSize: 256 } as const;

/** Weights and momentum on the host, for carrying a network from one part of a run to the next. */
export interface TrainingState {
  readonly weights: Float32Array;
  /** null: no step with momentum yet. */
  readonly velocity: Float32Array | null;
}

/** The same on the device. */
export interface TrainingTensors {
  readonly theta: Tensor[];
  readonly velocity: Tensor[] | null;
}

/** A network in training. Owns its tensors: call {@link SgdTraining.dispose}. */
export class SgdTraining {
  private velocity: Tensor[] | null;
  theta: Tensor[];

  /** @param from where to begin; tensors become its own. */
  constructor(
    private readonly network: Network,
    from: TrainingState | TrainingTensors,
    private readonly options: SgdOptions,
  ) {
    const upload = (flat: Float32Array): Tensor[] => uploadWeights(network, flat);
    const onHost = "weights" in from;
    this.theta = onHost ? upload(from.weights) : from.theta;
    this.velocity = onHost ? from.velocity && upload(from.velocity) : from.velocity;
  }

  /** Another training that goes on from where this one stands. The caller disposes each of them. */
  fork(): SgdTraining {
    const from = { theta: cloneAll(this.theta), velocity: this.velocity && cloneAll(this.velocity) };
    return new SgdTraining(this.network, from, this.options);
  }

  /** Lets go of the momentum, as a new optimiser would. */
  forgetMomentum(): void {
    dispose(this.velocity);
    this.velocity = null;
  }

  /** One update on the images at `rows` of the source; `random` gives their augmentation. */
  step(source: BatchSource, rows: Int32Array, rate: number, random: Random): void {
    const { momentum, weightDecay, flat } = this.options;
    const augment = drawBatchAugmentation(this.options, rows.length, source.size, random);
    const plain = momentum === 0 && weightDecay === 0;
    const before = { theta: this.theta, velocity: this.velocity };
    const next = tidy(() => {
      const batch = augment(source.batch(rows));
      const follows = this.network.batchNorm !== undefined;
      const computed = this.network.stepGradient(batch.images, batch.targets, before.theta, false, follows);
      const gradient = flat
        ? flatDirection(this.network, batch, before.theta, computed.parameters, flat)
        : computed.parameters;
      const step = (slope: MaybeTensors): Tensor[] => {
        const stepped = descend(before.theta, rate, slope);
        return computed.statistics ? followStatistics(stepped, before.theta, computed.statistics) : stepped;
      };
      if (plain) return [step(gradient)];
      const velocity = before.velocity ?? before.theta.map((t) => zeros(t.shape));
      const moved = momentumUpdate(before.theta, velocity, gradient, momentum, weightDecay);
      return [step(moved), moved];
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
  return epoch >= firstDroppedPass(epochs) ? rate * 0.1 : rate;
}

/** The first pass at the lower rate of {@link droppedRate}; of few epochs it is beyond the last one. */
export function firstDroppedPass(epochs: number): number {
  return Math.floor(epochs / 2) + 2;
}
