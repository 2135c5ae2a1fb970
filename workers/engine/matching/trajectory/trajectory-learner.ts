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
import { rateRemedy } from "../../../protocol/remedies";
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
/** Iterations in which it may be held there one after the other: no student moves, so no image is learned. */
const longestHeld = 100;
/** Beyond this β no network learns anything. */
const largestRate = 10;

/** Loss and gradient of one student. */
export type Matching = (problem: TrajectoryProblem) => Generator<void, TrajectoryMatch>;

export interface LearnerState extends ImagesState {
  /** S̄, where images are averaged. */
  readonly average: Float32Array | null;
  readonly labels: LabelState | null;
  readonly learningRate: number;
  readonly learningRateVelocity: number;
  /** Iterations in which β has been held at its floor, up to now; left out: none. */
  readonly held?: number;
}

interface NextRate {
  readonly velocity: number;
  readonly rate: number;
  readonly held: number;
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
  private held: number;

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
    this.held = from.held ?? 0;
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
      held: this.held,
    };
  }

  dispose(): void {
    this.images.dispose();
    this.labels.dispose();
    dispose(this.frozenTargets, this.average, this.masks);
  }

  /** The random draws of an iteration. */
  private randomOf(iteration: number): Random {
    return Random.stream(this.context.recipe.seed, `stage ${this.stage}/iteration ${iteration}`);
  }

  /** The trajectory that an iteration matches, and its start and target epochs; the draw is the stream's first. */
  private draw(iteration: number, random: Random): { index: number; epochs: readonly [number, number] } {
    const { recipe, made } = this.context;
    const index = trajectoryOf(recipe.seed, this.stage, iteration, made.buffer.length);
    const start = drawStartEpoch(recipe.matching, iteration, random);
    return { index, epochs: [start, start + recipe.matching.expertEpochs] };
  }

  /** The weights at both; waits while their expert is still training, and has those of the next iteration fetched. */
  private async *drawTrajectory(
    iteration: number,
    random: Random,
  ): AsyncGenerator<void, { start: Float32Array; target: Float32Array }> {
    const { context } = this;
    const { index, epochs } = this.draw(iteration, random);
    const start = yield* context.weights(index, epochs[0]);
    const target = yield* context.weights(index, epochs[1]);
    const next = this.draw(iteration + 1, this.randomOf(iteration + 1));
    for (const epoch of next.epochs) context.prefetch(next.index, epoch);
    return { start, target };
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
    const random = this.randomOf(iteration);
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
          "Lower the image learning rate α or the student learning rate β₀.",
        );
      }
      const { largestLoss } = recipe.matching;
      if (largestLoss === 0 || loss! <= largestLoss)
        this.update(match, this.nextRate(rateGradient!, iteration));
      const sizes = parameterSizes(network);
      const layers = squares.map((square, i) => square / sizes[i]!);
      return { stage: this.stage, iteration, loss: loss!, learningRate: this.rate, layers };
    } finally {
      dispose(start, target, images, targets);
      if (match)
        dispose(match.loss, match.start, match.layers, match.images, match.targets, match.learningRate);
    }
  }

  /**
   * v_β and β after an update.
   * @throws StudioError `diverged` if β explodes, or has been pushed to zero or below for too long.
   */
  private nextRate(gradient: number, iteration: number): NextRate {
    const { recipe } = this.context;
    const { imageMomentum, learningRateRate } = recipe.matching;
    const velocity = imageMomentum * this.rateVelocity + gradient;
    const wanted = this.rate - learningRateRate * velocity;
    const held = wanted < smallestRate ? this.held + 1 : 0;
    if (wanted <= largestRate && held < longestHeld) {
      return { velocity, rate: Math.max(smallestRate, wanted), held };
    }
    const what = held
      ? `has been pushed to zero or below for ${held} iterations`
      : `rose to ${Number(wanted.toPrecision(3))}`;
    throw new StudioError(
      "diverged",
      `The learned learning rate β of stage ${this.stage} ${what}, up to iteration ${iteration}.`,
      "Lower η_β, the rate at which it is learned.",
      rateRemedy(recipe),
    );
  }

  /** Applies the gradients of the union to the rows of this stage, which come last, and takes v_β and β. */
  private update(match: TrajectoryMatch, next: NextRate): void {
    const { recipe, data } = this.context;
    const { imageLearningRate, averaging } = recipe.matching;
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
    this.rateVelocity = next.velocity;
    this.rate = next.rate;
    this.held = next.held;
  }
}
