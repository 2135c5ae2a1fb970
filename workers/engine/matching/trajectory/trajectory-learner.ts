/**
 * The synthetic images S_i of one stage while they are learned by trajectory matching: one iteration is one update of
 * images, labels and learning rate from one trajectory (PDD + MTT, released code):
 *
 *     v ← m v + ∂L/∂S_i,  S_i ← S_i − α v;      v_β ← m v_β + ∂L/∂β,  β ← β − η_β v_β
 *
 * The frozen images S_1 … S_{i−1} take part in the student's training with their labels but are never written. FTD
 * keeps the average S̄ ← d S̄ + (1 − d) S_i in place of S_i; DATM changes nothing where the loss is above a threshold.
 */
import { StudioError } from "../../../protocol/errors";
import type { CurvePoint } from "../../../protocol/events";
import { drawAugmentation } from "../../data/augmentation";
import { featureChannels, parameterSizes, uploadWeights } from "../../nets/weights";
import type { PartContext } from "../../part";
import { drawMinibatches } from "../../progressive/minibatches";
import { blockShape } from "../../progressive/union";
import {
  cloneAll,
  concatRows,
  dispose,
  read,
  readAll,
  sliceRows,
  tensor,
  tidy,
  type Tensor,
} from "../../tensor/memory";
import type { MaybeTensors } from "../../tensor/ops/layer";
import { Random } from "../../tensor/random";
import { sumScaled } from "../../tensor/vectors";
import type { TrajectoryProblem } from "./arrival";
import { LearnedImages } from "../learned-images";
import type { ImagesState } from "../moving-images";
import type { LearnedBlock, StageLearner } from "../learner";
import { selectionChoice, selectionMasks, type MaskChoice } from "./parameter-selection";
import { hardLabels, learnedLabels, targetLabels, type LabelState, type StageLabels } from "./stage-labels";
import { drawStartEpoch } from "./start-epochs";
import type { StudentStep } from "./student";
import { studentPath } from "./student-path";
import type { TrajectoryMatch } from "./trajectory";
import { trajectoryOf } from "./trajectory-order";

/** β never falls below this: a rate of zero or less would undo training (the references leave it unguarded). */
const smallestRate = 1e-6;

/** Loss and gradient of one student. */
export type Matching = (problem: TrajectoryProblem) => Generator<void, TrajectoryMatch>;

export interface LearnerState extends ImagesState {
  /** S̄, where images are averaged. */
  readonly average: Float32Array | null;
  readonly labels: LabelState | null;
  readonly learningRate: number;
  readonly learningRateVelocity: number;
}

export class TrajectoryLearner implements StageLearner {
  private readonly images: LearnedImages;
  private readonly labels: StageLabels;
  /** Label probabilities of the frozen blocks, or null if there are none. */
  private readonly frozenTargets: Tensor | null;
  private average: Tensor | null;
  /** What counts in the matching loss: always, and depending on the student. */
  private readonly masks: MaybeTensors;
  private readonly choose: MaskChoice | null;
  private rate: number;
  private rateVelocity: number;

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    private readonly matching: Matching,
    from: LearnerState,
  ) {
    const { recipe, data, network } = context;
    const shape = blockShape(data, recipe);
    this.images = new LearnedImages(context, stage, from);
    const frozen = this.images.targets.shape[0]! - shape[0];
    this.frozenTargets = frozen > 0 ? sliceRows(this.images.targets, 0, frozen) : null;
    this.labels = this.stageLabels(from.labels, shape[0]);
    this.average = from.average && tensor(from.average, shape);
    this.rate = from.learningRate;
    this.rateVelocity = from.learningRateVelocity;
    this.masks = selectionMasks(network.parameters, featureChannels(network), recipe.alignment);
    this.choose = selectionChoice(network.parameters, recipe.alignment);
  }

  private stageLabels(from: LabelState | null, rows: number): StageLabels {
    const { recipe, data, network } = this.context;
    const shape = [rows, data.classNames.length];
    if (recipe.labels.fromTarget) return targetLabels(network, from, shape);
    if (from) return learnedLabels(from, shape, recipe.labels);
    const { targets } = this.images;
    return hardLabels(sliceRows(targets, targets.shape[0]! - rows, rows));
  }

  get learningRate(): number {
    return this.rate;
  }

  async current(): Promise<LearnedBlock> {
    const block = await this.images.current();
    return {
      images: this.average ? await read(this.average) : block.images,
      labels: await this.labels.logits(),
      factor: 1,
      learningRate: this.rate,
    };
  }

  async state(): Promise<LearnerState> {
    return {
      ...(await this.images.state()),
      average: this.average && (await read(this.average)),
      labels: await this.labels.state(),
      learningRate: this.rate,
      learningRateVelocity: this.rateVelocity,
    };
  }

  dispose(): void {
    this.images.dispose();
    this.labels.dispose();
    dispose(this.frozenTargets, this.average, this.masks);
  }

  /** The start and target epochs of this iteration; waits while their expert is still training. */
  private async *drawTrajectory(
    iteration: number,
    random: Random,
  ): AsyncGenerator<void, { start: Float32Array; target: Float32Array }> {
    const { recipe, made } = this.context;
    const index = trajectoryOf(recipe.seed, this.stage, iteration, made.buffer.length);
    const trajectory = yield* this.context.trajectory(index);
    const epoch = drawStartEpoch(recipe.matching, iteration, random);
    return { start: trajectory[epoch]!, target: trajectory[epoch + recipe.matching.expertEpochs]! };
  }

  private drawSteps(count: number, random: Random): StudentStep[] {
    const { recipe, data } = this.context;
    const { batchSize, studentSteps } = recipe.matching;
    const size = batchSize || blockShape(data, recipe)[0];
    return drawMinibatches(count, size, studentSteps, random).map((rows) => ({
      rows,
      augmentation: drawAugmentation(recipe.augmentation.groups, rows.length, data.size, random),
    }));
  }

  /** Label probabilities of the union for a student on its way to `target`. The caller owns them. */
  private targets(union: Tensor, target: readonly Tensor[]): Tensor {
    const rows = blockShape(this.context.data, this.context.recipe)[0];
    const images = sliceRows(union, union.shape[0]! - rows, rows);
    const own = this.labels.probabilities(images, target);
    const all = this.frozenTargets ? concatRows(this.frozenTargets, own) : cloneAll([own])[0]!;
    dispose(images, own);
    return all;
  }

  /**
   * One update; yields after every student step and every step back. Nothing changes before it is complete.
   * @param iteration 1-based.
   * @throws StudioError `diverged` if the loss is no number; images and β are then those of the last iteration.
   */
  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe, network } = this.context;
    const random = Random.stream(recipe.seed, `stage ${this.stage}/iteration ${iteration}`);
    const flat = yield* this.drawTrajectory(iteration, random);
    const start = uploadWeights(network, flat.start);
    const target = uploadWeights(network, flat.target);
    const images = this.images.union();
    const targets = this.targets(images, target);
    let match: TrajectoryMatch | null = null;
    try {
      const problem: TrajectoryProblem = {
        network,
        start,
        target,
        masks: this.masks,
        choose: this.choose,
        images,
        targets,
        learningRate: this.rate,
        steps: this.drawSteps(images.shape[0]!, random),
      };
      if (this.context.studentWanted?.()) {
        const points = yield* studentPath(problem);
        this.context.emit({ kind: "student", path: { stage: this.stage, iteration, points } });
      }
      match = yield* this.matching(problem);
      const [loss, rateGradient, ...squares] = await readAll([match.loss, match.learningRate, match.layers]);
      if (!Number.isFinite(loss) || !Number.isFinite(rateGradient)) {
        throw new StudioError(
          "diverged",
          `The matching loss of stage ${this.stage} diverged in iteration ${iteration}.`,
          "Lower the image learning rate α or the student learning rate β₀, then start again.",
        );
      }
      const { largestLoss } = recipe.matching;
      if (largestLoss === 0 || loss! <= largestLoss) this.update(match, rateGradient!);
      const sizes = parameterSizes(network);
      const layers = squares.map((square, i) => square / sizes[i]!);
      return { stage: this.stage, iteration, loss: loss!, learningRate: this.rate, layers };
    } finally {
      dispose(start, target, images, targets);
      if (match)
        dispose(match.loss, match.start, match.layers, match.images, match.targets, match.learningRate);
    }
  }

  /** Applies the gradients of the union to the rows of this stage, which come last, and to β. */
  private update(match: TrajectoryMatch, rateGradient: number): void {
    const { recipe, data } = this.context;
    const { imageMomentum, imageLearningRate, learningRateRate, averaging } = recipe.matching;
    const rows = blockShape(data, recipe)[0];
    const own = (gradient: Tensor): Tensor => sliceRows(gradient, gradient.shape[0]! - rows, rows);
    const [byImages, byTargets] = [own(match.images), own(match.targets)];
    const moved = this.images.moved(byImages, imageLearningRate);
    this.labels.update(byTargets);
    dispose(byImages, byTargets);
    if (this.average) {
      const before = this.average;
      this.average = tidy(() => sumScaled(sumScaled(null, 1 - averaging, moved.images), averaging, before));
      dispose(before);
    }
    this.images.take(moved);
    this.rateVelocity = imageMomentum * this.rateVelocity + rateGradient;
    this.rate = Math.max(smallestRate, this.rate - learningRateRate * this.rateVelocity);
  }
}
