/**
 * The synthetic images of one stage while they are learned by CAFE (Wang et al., CVPR 2022): the features of every layer
 * are aligned and the centres of the last ones classify real images (see `feature-matching.ts`), on a network that is
 * trained on the synthetic images in between. How long is decided by its accuracy on a set of real images, the query:
 *
 * - after an update of the images the network is trained, epoch by epoch, until its accuracy has moved by more than 3
 *   points, or for the recipe's number of epochs at the most;
 * - it is replaced by another one when its accuracy after the last ten updates lies within 4 points, or after the
 *   recipe's number of updates.
 *
 * The released code has no caps and can loop for long. The query is drawn with the network and stays: that of a fresh
 * draw would move by as much as the thresholds through the draw alone. The image learning rate is halved after 60, 80
 * and 90 % of the iterations. Under PDD networks start from those trained on the union so far and train on the union.
 */
import type { CurvePoint } from "../../../protocol/events";
import type { Recipe } from "../../../protocol/recipe/recipe";
import { realPool } from "../../alignment/real-data";
import { drawSiamese } from "../../data/augmentation";
import { downloadWeights, uploadWeights } from "../../nets/weights";
import type { PartContext } from "../../part";
import { drawStartNetwork } from "../../progressive/start-networks-part";
import { dispose, readAll, type Tensor } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { innerProduct } from "../../tensor/vectors";
import { queryAccuracy } from "../../training/accuracy";
import { realSource, syntheticBatches } from "../../training/batches";
import { SgdTraining, syntheticTraining } from "../../training/sgd";
import { realClasses, syntheticClasses } from "./class-images";
import { matchFeatures, type FeatureMatch } from "./feature-matching";
import { alignmentTerms, type FeatureTerm } from "./feature-terms";
import { LearnedImages, refuseDiverged } from "../learned-images";
import type { ImagesState, MovedImages } from "../moving-images";
import type { LearnedBlock, Objective, StageLearner } from "../learner";
import { drawRows } from "../real-rows";

/** A network goes on while its last so many accuracies spread by at least this much. */
const watched = 10;
const settledSpread = 0.04;
/** It has been trained enough for the next update once its accuracy has moved by more than this. */
const trainedSpread = 0.03;
/** Real images of each class in the query, unless the recipe's real batch is smaller. */
const queryPerClass = 128;
const halvings = [0.6, 0.8, 0.9];

/** The network under way. */
interface WatchedNetwork {
  /** From 0 on, in the stage. */
  readonly index: number;
  readonly weights: Float32Array;
  /** On the query, as it is. */
  readonly accuracy: number;
  /** On the query, after the last updates of the images. */
  readonly queue: readonly number[];
  readonly updates: number;
}

interface LearnerState {
  readonly images: ImagesState;
  /** null: the next iteration draws one. */
  readonly network: WatchedNetwork | null;
  /** Networks drawn so far. */
  readonly drawn: number;
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** Image learning rate of an iteration, from 1 on. */
export function halvedRate({ imageLearningRate, iterations }: Recipe["matching"], iteration: number): number {
  const passed = halvings.filter((share) => iteration > Math.round(share * iterations)).length;
  return imageLearningRate * 0.5 ** passed;
}

class AlignmentLearner implements StageLearner {
  private readonly learned: LearnedImages;
  private readonly terms: readonly FeatureTerm[];
  /** The real images of each class that may be drawn. */
  private readonly pool: readonly Int32Array[];
  private watchedNetwork: WatchedNetwork | null;
  private drawn: number;

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    from: LearnerState | null,
  ) {
    this.learned = new LearnedImages(context, stage, from?.images ?? null);
    this.terms = alignmentTerms(context.network, context.recipe);
    this.pool = realPool(context);
    this.watchedNetwork = from?.network ?? null;
    this.drawn = from?.drawn ?? 0;
  }

  get learningRate(): number {
    return this.context.recipe.evaluation.learningRate;
  }

  current(): Promise<LearnedBlock> {
    return this.learned.current();
  }

  async state(): Promise<LearnerState> {
    return { images: await this.learned.state(), network: this.watchedNetwork, drawn: this.drawn };
  }

  dispose(): void {
    this.learned.dispose();
  }

  /** The accuracy of a network of the stage on its query. */
  private accuracy(index: number, theta: readonly Tensor[]): AsyncGenerator<void, number> {
    const { recipe, data, network } = this.context;
    const random = Random.stream(recipe.seed, `stage ${this.stage}/network ${index}/query`);
    const count = Math.min(queryPerClass, recipe.bilevel.realBatch);
    const rows = Int32Array.from(this.pool.flatMap((members) => [...drawRows(members, count, random)]));
    return queryAccuracy(network, theta, realSource(data), data.train.labels, rows);
  }

  private async *drawNetwork(): AsyncGenerator<void, WatchedNetwork> {
    const index = this.drawn;
    const random = Random.stream(this.context.recipe.seed, `stage ${this.stage}/network ${index}`);
    const theta = drawStartNetwork(this.context, random);
    try {
      const weights = await downloadWeights(theta);
      const accuracy = yield* this.accuracy(index, theta);
      return { index, weights, accuracy, queue: [], updates: 0 };
    } finally {
      dispose(theta);
    }
  }

  private async *match(
    theta: readonly Tensor[],
    union: Tensor,
    random: Random,
  ): AsyncGenerator<void, FeatureMatch> {
    const { recipe, data, network } = this.context;
    const rows = this.pool.map((members) => drawRows(members, recipe.bilevel.realBatch, random));
    const augmentations = rows.map(() => drawSiamese(recipe.augmentation.groups, data.size, random));
    return yield* matchFeatures({
      network,
      theta,
      terms: this.terms,
      real: realClasses(realSource(data), rows, augmentations),
      synthetic: syntheticClasses(union, this.learned.rowsOf, recipe.stages.ipc, augmentations),
      discrimination: recipe.bilevel.discrimination,
    });
  }

  /** The network after an update to `images`: trained for the next update, or null if it has served. */
  private async *next(
    { index, weights, accuracy, queue, updates }: WatchedNetwork,
    images: Tensor,
    label: string,
  ): AsyncGenerator<void, WatchedNetwork | null> {
    const { recipe, network } = this.context;
    const { updatesPerNetwork, epochsPerUpdate, networkRate } = recipe.bilevel;
    const lately = [...queue, accuracy].slice(-watched);
    const settled = lately.length === watched && spread(lately) < settledSpread;
    if (settled || updates + 1 >= updatesPerNetwork) return null;
    const options = {
      momentum: 0,
      weightDecay: 0,
      batchSize: syntheticTraining.batchSize,
      groups: recipe.augmentation.groups,
    };
    const union = this.learned.union(images);
    const sgd = new SgdTraining(network, { weights, velocity: null }, options);
    try {
      const source = syntheticBatches(union, this.learned.targets);
      const seen = [accuracy];
      for (let epoch = 0; epoch < epochsPerUpdate && spread(seen) <= trainedSpread; epoch++) {
        yield* sgd.epoch(source, networkRate, Random.stream(recipe.seed, `${label}/epoch ${epoch}`));
        seen.push(yield* this.accuracy(index, sgd.theta));
      }
      const trained = await downloadWeights(sgd.theta);
      return { index, weights: trained, accuracy: seen.at(-1)!, queue: lately, updates: updates + 1 };
    } finally {
      sgd.dispose();
      dispose(union);
    }
  }

  /**
   * One update of the images and the training of the network that follows it; yields after every batch of classes and
   * every step. Nothing changes before it is complete.
   * @param iteration 1-based.
   * @throws StudioError `diverged` if the loss is no number; images and network are then those of the last iteration.
   */
  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe, data, network } = this.context;
    const { terms, stage, learned } = this;
    const label = `stage ${stage}/iteration ${iteration}`;
    const fresh = this.watchedNetwork === null;
    const watching = this.watchedNetwork ?? (yield* this.drawNetwork());
    const theta = uploadWeights(network, watching.weights);
    const union = learned.union();
    let match: FeatureMatch | null = null;
    let moved: MovedImages | null = null;
    /** A ReLU may turn what is no number into 0, so that the loss alone would not tell. */
    let extent: Tensor | null = null;
    try {
      match = yield* this.match(theta, union, Random.stream(recipe.seed, label));
      moved = learned.moved(match.images, halvedRate(recipe.matching, iteration));
      extent = innerProduct([moved.images], [moved.images]);
      const judged = match.discrimination ? [match.discrimination] : [];
      const values = await readAll([match.squares, extent, ...judged]);
      const aligned = terms.reduce((sum, { weight }, i) => sum + weight * values[i]!, 0);
      const loss = aligned + recipe.bilevel.discrimination * (values[terms.length + 1] ?? 0);
      refuseDiverged(loss, stage, iteration);
      refuseDiverged(values[terms.length], stage, iteration);
      const after = yield* this.next(watching, moved.images, label);
      learned.take(moved);
      moved = null;
      this.watchedNetwork = after;
      if (fresh) this.drawn++;
      const layers = terms.map(({ size }, i) => values[i]! / (size * data.classNames.length));
      return { stage, iteration, loss, learningRate: this.learningRate, layers };
    } finally {
      dispose(theta, union, match?.squares, match?.discrimination, match?.images, extent);
      dispose(moved?.images, moved?.velocity);
    }
  }
}

export const alignmentObjective: Objective = {
  startsFrom: "networks",
  terms: alignmentTerms,
  // Real images go forward only, a third of the cost; the epochs on the synthetic ones are not known before.
  cost({ bilevel, stages }, data, stage) {
    const ipc = stages.conditioning ? stages.ipc * stage : stages.ipc;
    return data.classNames.length * (bilevel.realBatch + 3 * ipc);
  },
  // oxlint-disable-next-line require-yield -- other methods have work to do before their first iteration
  async *learn(context, stage, from) {
    return new AlignmentLearner(context, stage, from as LearnerState | null);
  },
};
