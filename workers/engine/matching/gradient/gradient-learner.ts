/**
 * The synthetic images S_i of one stage while they are learned by gradient matching (DC, DSA and DCC), on their own or
 * conditioned on the frozen images of earlier stages (PDD; the paper's appendix has DC and DSA, without code). One
 * iteration is one update of the images for all classes together,
 *
 *     L = Σ_c D(∇ℓ(A_c S^c), ∇ℓ(A_c T^c)),   or DCC's   L = D(∇ℓ(S), 1/C Σ_c ∇ℓ(T^c)),
 *     v ← m v + ∂L/∂S_i,  S_i ← S_i − α v,
 *
 * and the training of the network on the images that follows it; see `bilevel-plan.ts` for the loops.
 */
import type { CurvePoint } from "../../../protocol/events";
import type { PartContext } from "../../part";
import { dispose, readAll, settle, type Tensor } from "../../tensor/memory";
import { Random } from "../../tensor/random";
import { syntheticBatches } from "../../training/batches";
import { SgdTraining, type SgdOptions, type TrainingState } from "../../training/sgd";
import { bilevelPlan, isCollective, positionOf, type BilevelPlan } from "./bilevel-plan";
import { matchByClass, matchTogether, type ClassProblem } from "./class-gradients";
import { classBatches } from "./class-batches";
import { disposeMatch, type GradientMatch } from "./gradient-match";
import { countedByGradient, termsOf } from "./gradient-terms";
import { LearnedImages, refuseDiverged } from "../learned-images";
import type { ImagesState, MovedImages } from "../moving-images";
import type { LearnedBlock, Objective, StageLearner } from "../learner";
import { matchingNetwork, startNetwork } from "./matched-network";

interface LearnerState {
  readonly images: ImagesState;
  /** The network for the next update; null: a fresh one is drawn. */
  readonly training: TrainingState | null;
}

class GradientLearner implements StageLearner {
  private readonly learned: LearnedImages;
  private training: SgdTraining | null;
  private readonly plan: BilevelPlan;
  private readonly options: SgdOptions;
  private readonly problem: Omit<ClassProblem, "network" | "theta" | "union">;

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    from: LearnerState | null,
  ) {
    const { recipe, data, network } = context;
    this.learned = new LearnedImages(context, stage, from?.images ?? null);
    this.plan = bilevelPlan(recipe.bilevel, this.learned.rowsOf[0]!.length);
    this.options = { momentum: 0, weightDecay: 0, batchSize: 256, groups: recipe.augmentation.groups };
    this.training = from?.training ? new SgdTraining(network, from.training, this.options) : null;
    this.problem = {
      comparison: { kind: recipe.bilevel.distance, counted: countedByGradient(network, recipe) },
      real: classBatches(context),
      realBatch: recipe.bilevel.realBatch,
      groups: recipe.augmentation.groups,
      size: data.size,
      targets: this.learned.targets,
      rowsOf: this.learned.rowsOf,
      ipc: recipe.stages.ipc,
    };
  }

  get learningRate(): number {
    return this.context.recipe.evaluation.learningRate;
  }

  current(): Promise<LearnedBlock> {
    return this.learned.current();
  }

  async state(): Promise<LearnerState> {
    const images = await this.learned.state();
    return { images, training: this.training && (await this.training.state()) };
  }

  dispose(): void {
    this.learned.dispose();
    this.training?.dispose();
  }

  /** The loss at the network of an update and its derivative; yields after each class. */
  private *match(
    iteration: number,
    training: SgdTraining,
    union: Tensor,
    random: Random,
  ): Generator<void, GradientMatch> {
    const { recipe } = this.context;
    const { outer, inner } = positionOf(iteration, this.plan.updates);
    const network = matchingNetwork(this.context, training, this.problem.real, random);
    const together =
      recipe.method === "dcc" && isCollective({ outer, inner }, recipe.bilevel.collectiveAfter);
    const problem = { ...this.problem, network, theta: training.theta, union };
    return yield* (together ? matchTogether : matchByClass)(problem, random);
  }

  /** Trains the network for IL epochs on the union with these images; yields after every step. */
  private async *train(training: SgdTraining, images: Tensor, label: string): AsyncGenerator<void, void> {
    const { recipe } = this.context;
    const union = this.learned.union(images);
    try {
      const source = syntheticBatches(union, this.learned.targets);
      for (let epoch = 0; epoch < this.plan.epochs; epoch++) {
        const random = Random.stream(recipe.seed, `${label}/epoch ${epoch}`);
        yield* training.epoch(source, recipe.bilevel.networkRate, random);
        await settle();
      }
    } finally {
      dispose(union);
    }
  }

  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe } = this.context;
    const { outer, trains } = positionOf(iteration, this.plan.updates);
    const label = `stage ${this.stage}/iteration ${iteration}`;
    // A network of this iteration's own: what is known of the last one must stay until this one is complete.
    const training = this.training?.fork() ?? startNetwork(this.context, this.stage, outer, this.options);
    const union = this.learned.union();
    let match: GradientMatch | null = null;
    let moved: MovedImages | null = null;
    let complete = false;
    try {
      match = yield* this.match(iteration, training, union, Random.stream(recipe.seed, label));
      const [loss, ...layers] = await readAll([match.total, match.terms]);
      refuseDiverged(loss, this.stage, iteration);
      moved = this.learned.moved(match.images, recipe.matching.imageLearningRate);
      if (trains) yield* this.train(training, moved.images, label);
      this.learned.take(moved);
      this.training?.dispose();
      this.training = trains ? training : null;
      complete = true;
      return { stage: this.stage, iteration, loss: loss!, learningRate: this.learningRate, layers };
    } finally {
      dispose(union);
      if (match) disposeMatch(match);
      if (!complete && moved) dispose(moved.images, moved.velocity);
      if (!complete || !trains) training.dispose();
    }
  }
}

export const gradientObjective: Objective = {
  startsFrom: "networks",
  terms: (network, recipe) => termsOf(network, countedByGradient(network, recipe)),
  cost({ bilevel, stages }, data, stage) {
    const ipc = stages.conditioning ? stages.ipc * stage : stages.ipc;
    const { updates, epochs } = bilevelPlan(bilevel, ipc);
    // A second-order product costs about 2.3 plain gradients beside the gradient itself.
    const ofClass = bilevel.realBatch + 3.3 * ipc + (1 - 1 / updates) * epochs * ipc;
    return data.classNames.length * ofClass;
  },
  // oxlint-disable-next-line require-yield -- other methods have work to do before their first iteration
  async *learn(context, stage, from) {
    return new GradientLearner(context, stage, from as LearnerState | null);
  },
};
