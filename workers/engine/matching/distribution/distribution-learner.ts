/**
 * The synthetic images of one stage while they are learned by distribution matching (DM, Zhao & Bilen, WACV 2023): every
 * iteration takes a network that is never trained in it, and moves the means of the features of each class towards
 * those of a batch of real images,
 *
 *     L = Σ_c |mean ψ_θ(A_c(S_c)) − mean ψ_θ(A_c(T_c))|²,
 *
 * with A_c drawn for each class. θ is random; under PDD from the second stage on it is drawn from the networks trained
 * on the union so far. The frozen images of a class count in its mean.
 */
import type { CurvePoint } from "../../../protocol/events";
import { realPool } from "../../alignment/real-data";
import { forwardCost } from "../../costs";
import { drawSiamese } from "../../data/augmentation";
import type { PartContext } from "../../part";
import { drawStartNetwork } from "../../progressive/start-networks-part";
import { dispose, readAll, type Tensor } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { innerProduct } from "../../tensor/vectors";
import { realClasses, syntheticClasses } from "./class-images";
import { matchFeatures, type FeatureMatch } from "./feature-matching";
import { distributionTerms, type FeatureTerm } from "./feature-terms";
import { LearnedImages, refuseDiverged } from "../learned-images";
import type { ImagesState, MovedImages } from "../moving-images";
import type { LearnedBlock, Objective, StageLearner } from "../learner";
import { realSource } from "../../training/batches";
import { drawRows } from "../real-rows";

class DistributionLearner implements StageLearner {
  private readonly learned: LearnedImages;
  private readonly terms: readonly FeatureTerm[];
  /** The real images of each class that may be drawn. */
  private readonly pool: readonly Int32Array[];

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    from: ImagesState | null,
  ) {
    this.learned = new LearnedImages(context, stage, from);
    this.terms = distributionTerms(context.network, context.recipe);
    this.pool = realPool(context);
  }

  get learningRate(): number {
    return this.context.recipe.evaluation.learningRate;
  }

  current(): Promise<LearnedBlock> {
    return this.learned.current();
  }

  state(): Promise<ImagesState> {
    return this.learned.state();
  }

  dispose(): void {
    this.learned.dispose();
  }

  /**
   * One update; yields after every batch of classes. Nothing changes before it is complete.
   * @param iteration 1-based.
   * @throws StudioError `diverged` if the loss is no number; the images are then those of the last iteration.
   */
  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe, data, network } = this.context;
    const { terms, stage, learned } = this;
    const random = Random.stream(recipe.seed, `stage ${stage}/iteration ${iteration}`);
    const rows = this.pool.map((members) => drawRows(members, recipe.bilevel.realBatch, random));
    const augmentations = rows.map(() => drawSiamese(recipe.augmentation.groups, data.size, random));
    const theta = drawStartNetwork(this.context, random);
    const union = learned.union();
    let match: FeatureMatch | null = null;
    let moved: MovedImages | null = null;
    /** A ReLU may turn what is no number into 0, so that the loss alone would not tell. */
    let extent: Tensor | null = null;
    try {
      match = yield* matchFeatures({
        network,
        theta,
        terms,
        real: realClasses(realSource(data), rows, augmentations),
        synthetic: syntheticClasses(union, learned.rowsOf, recipe.stages.ipc, augmentations),
        discrimination: 0,
      });
      moved = learned.moved(match.images, recipe.matching.imageLearningRate);
      extent = innerProduct([moved.images], [moved.images]);
      const squares = await readAll([match.squares, extent]);
      const loss = terms.reduce((sum, { weight }, i) => sum + weight * squares[i]!, 0);
      refuseDiverged(loss, stage, iteration);
      refuseDiverged(squares[terms.length], stage, iteration);
      learned.take(moved);
      moved = null;
      const layers = terms.map(({ size }, i) => squares[i]! / (size * rows.length));
      return { stage, iteration, loss, learningRate: this.learningRate, layers };
    } finally {
      dispose(theta, union, match?.squares, match?.images, moved?.images, moved?.velocity, extent);
    }
  }
}

export const distributionObjective: Objective = {
  startsFrom: "networks",
  terms: distributionTerms,
  // The real images only go forward.
  cost({ bilevel, stages }, data, stage) {
    const ipc = stages.conditioning ? stages.ipc * stage : stages.ipc;
    return data.classNames.length * (bilevel.realBatch * forwardCost + ipc);
  },
  // oxlint-disable-next-line require-yield -- other methods have work to do before their first iteration
  async *learn(context, stage, from) {
    return new DistributionLearner(context, stage, from as ImagesState | null);
  },
};
