/**
 * The stored images S_i of one stage while they are learned by IDC (Kim et al., ICML 2022), on their own or conditioned
 * on the frozen images of earlier stages (PDD + IDC, released code). One iteration is one inner step: for each class in
 * turn
 *
 *     L = D(∇ℓ(A decode(S^c)), ∇ℓ(A T^c)) over the filters,   v ← m v + ∂L/∂S,  S ← S − α v,
 *
 * where an update by one class lets the momentum of all others go on, as one optimiser over all images does; then the
 * network is trained on real images. A fresh one is taken every so many iterations, and pixels are brought back into
 * [0, 1] then. α is the rate as it is applied; the papers' is base · (IPC/10) · (H/32)².
 */
import type { CurvePoint } from "../../../protocol/events";
import { realPool } from "../../alignment/real-data";
import { drawFormationSiamese, matchedGroups, trainedGroups } from "../../data/formation-augmentation";
import type { Network } from "../../nets/network";
import type { PartContext } from "../../part";
import { dispose, oneHot, readAll, settle, tidy, type Tensor } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { weightedSum } from "../../tensor/vectors";
import { realSource, type BatchSource } from "../../training/batches";
import { SgdTraining, type SgdOptions, type TrainingState } from "../../training/sgd";
import { positionOf } from "./bilevel-plan";
import { classBatches, type ClassBatches } from "./class-batches";
import { matchGradient, type Comparison } from "./gradient-match";
import { countedByFormation, formationKind, termsOf } from "./gradient-terms";
import { refuseDiverged } from "../learned-images";
import type { ImagesState, MovedImages } from "../moving-images";
import type { LearnedBlock, Objective, StageLearner } from "../learner";
import { matchingNetwork, startNetwork } from "./matched-network";
import { drawRows } from "../real-rows";
import { StoredImages } from "./stored-images";

interface LearnerState {
  readonly images: ImagesState;
  /** The network for the next iteration; null: a fresh one is drawn. */
  readonly training: TrainingState | null;
}

/** What one class tells of an iteration. */
interface ClassStep {
  readonly total: Tensor;
  readonly terms: Tensor;
  readonly moved: MovedImages;
}

/** Decoded images of a class in one match at the most (released code). */
const mostDecoded = 128;
const trainingBatch = 64;

const disposeImages = ({ images, velocity }: MovedImages): void => dispose(images, velocity);

class FormationLearner implements StageLearner {
  private readonly stored: StoredImages;
  private training: SgdTraining | null;
  private readonly options: SgdOptions;
  private readonly comparison: Comparison;
  private readonly real: ClassBatches;
  /** Real images that networks are trained on. */
  private readonly source: BatchSource;
  private readonly pool: Int32Array;

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    from: LearnerState | null,
  ) {
    const { recipe, network } = context;
    const { groups, cutmix } = recipe.augmentation;
    this.stored = new StoredImages(context, stage, from?.images ?? null);
    this.options = {
      momentum: 0.9,
      weightDecay: 5e-4,
      batchSize: trainingBatch,
      groups: trainedGroups(groups),
      composed: true,
      cutmix,
    };
    this.training = from?.training ? new SgdTraining(network, from.training, this.options) : null;
    this.comparison = { kind: formationKind(recipe), counted: countedByFormation(network) };
    this.real = classBatches(context);
    this.source = realSource(context.data);
    this.pool = Int32Array.from(realPool(context).flatMap((rows) => Array.from(rows)));
  }

  get learningRate(): number {
    return this.context.recipe.evaluation.learningRate;
  }

  async current(): Promise<LearnedBlock> {
    const { factor } = this.context.recipe.bilevel;
    const images = await this.stored.current();
    return { images, labels: null, factor, learningRate: this.learningRate };
  }

  async state(): Promise<LearnerState> {
    const images = await this.stored.state();
    return { images, training: this.training && (await this.training.state()) };
  }

  dispose(): void {
    this.stored.dispose();
    this.training?.dispose();
  }

  /** The match of one class at θ and the update that follows from it. The caller owns the result. */
  private stepClass(
    label: number,
    from: MovedImages,
    network: Network,
    theta: readonly Tensor[],
    random: Random,
  ): ClassStep {
    const { recipe, data } = this.context;
    return tidy(() => {
      const batch = this.real.draw(label, recipe.bilevel.realBatch, random);
      const { images, pull } = this.stored.decoded(from.images, label, mostDecoded, random);
      const siamese = drawFormationSiamese(matchedGroups(recipe.augmentation.groups), data.size, random);
      const count = images.shape[0]!;
      const own = siamese?.(count);
      const realImages = siamese?.(batch.images.shape[0]!).apply(batch.images) ?? batch.images;
      const real = network.stepGradient(realImages, batch.targets, theta).parameters;
      const synthetic = {
        images: own?.apply(images) ?? images,
        targets: oneHot(new Array<number>(count).fill(label), data.classNames.length),
      };
      const { total, terms, images: slope } = matchGradient(network, theta, synthetic, real, this.comparison);
      const byClass = pull(own?.adjoint(slope) ?? slope);
      return { total, terms, moved: this.stored.stepped(from, label, byClass) };
    });
  }

  /** Trains the network on real images; yields after every step. */
  private async *train(training: SgdTraining, random: Random): AsyncGenerator<void, void> {
    const { realSamples, networkRate } = this.context.recipe.bilevel;
    const rows = drawRows(this.pool, realSamples, random);
    for (let at = 0; at < rows.length; at += trainingBatch) {
      training.step(this.source, rows.slice(at, at + trainingBatch), networkRate, random);
      yield;
    }
    await settle();
  }

  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe, data } = this.context;
    const { outer, inner, trains } = positionOf(iteration, recipe.bilevel.updatesPerNetwork);
    const label = `stage ${this.stage}/iteration ${iteration}`;
    const random = Random.stream(recipe.seed, label);
    // A network of this iteration's own: what is known of the last one must stay until this one is complete.
    const training = this.training?.fork() ?? startNetwork(this.context, this.stage, outer, this.options);
    const steps: ClassStep[] = [];
    let images = this.stored.raw();
    let complete = false;
    try {
      if (inner === 0) {
        const clamped = this.stored.clamped(images);
        disposeImages(images);
        images = clamped;
      }
      const network = matchingNetwork(this.context, training, this.real, random);
      for (const of of data.classNames.keys()) {
        const step = this.stepClass(of, images, network, training.theta, random);
        disposeImages(images);
        images = step.moved;
        steps.push(step);
        yield;
      }
      const ones = steps.map(() => 1);
      const sums = tidy(() => [
        weightedSum(
          steps.map(({ total }) => total),
          ones,
        ),
        weightedSum(
          steps.map(({ terms }) => terms),
          ones,
        ),
      ]);
      const [loss, ...layers] = await readAll(sums);
      dispose(sums);
      refuseDiverged(loss, this.stage, iteration);
      if (trains) yield* this.train(training, Random.stream(recipe.seed, `${label}/training`));
      this.stored.take(images);
      this.training?.dispose();
      this.training = trains ? training : null;
      complete = true;
      return { stage: this.stage, iteration, loss: loss!, learningRate: this.learningRate, layers };
    } finally {
      for (const { total, terms } of steps) dispose(total, terms);
      if (!complete) disposeImages(images);
      if (!complete || !trains) training.dispose();
    }
  }
}

export const formationObjective: Objective = {
  startsFrom: "networks",
  terms: (network) => termsOf(network, countedByFormation(network)),
  cost({ bilevel, stages }, data, stage) {
    const ipc = stages.conditioning ? stages.ipc * stage : stages.ipc;
    const decoded = Math.min(mostDecoded, ipc * bilevel.factor ** 2);
    // A second-order product costs about 2.3 plain gradients beside the gradient itself.
    return data.classNames.length * (bilevel.realBatch + 3.3 * decoded) + bilevel.realSamples;
  },
  // oxlint-disable-next-line require-yield -- other methods have work to do before their first iteration
  async *learn(context, stage, from) {
    return new FormationLearner(context, stage, from as LearnerState | null);
  },
};
