/**
 * The synthetic images S_i of one stage while they are learned by trajectory matching: one iteration is one update of
 * images and learning rate from one trajectory (PDD + MTT, released code):
 *
 *     v ← m v + ∂L/∂S_i,  S_i ← S_i − α v;      v_β ← m v_β + ∂L/∂β,  β ← β − η_β v_β
 *
 * The frozen images S_1 … S_{i−1} take part in the student's training but their pixels are never written.
 */
import { StudioError } from "../../protocol/errors";
import type { CurvePoint } from "../../protocol/events";
import { drawAugmentation } from "../data/augmentation";
import { matchTrajectory, type StudentStep, type TrajectoryMatch } from "./trajectory";
import { featureChannels, parameterSizes, uploadWeights } from "../nets/weights";
import type { PartContext } from "../part";
import { concatRows, dispose, read, readAll, sliceRows, tensor, tidy, type Tensor } from "../tensor/memory";
import type { MaybeTensors } from "../tensor/ops/layer";
import { Random } from "../tensor/random";
import { sumScaled } from "../tensor/vectors";
import { drawMinibatches } from "../progressive/minibatches";
import { initialBlock } from "../progressive/initial-images";
import { blockShape, joinUnion } from "../progressive/union";
import type { LearnedBlock, Objective, StageLearner } from "./learner";
import { selectionMasks } from "./parameter-selection";

/** β never falls below this: a rate of zero or less would undo training (the references leave it unguarded). */
const smallestRate = 1e-6;

interface LearnerState {
  readonly images: Float32Array;
  readonly velocity: Float32Array;
  readonly learningRate: number;
  readonly learningRateVelocity: number;
}

class TrajectoryLearner implements StageLearner {
  private images: Tensor;
  private velocity: Tensor;
  /** Conditioning: the frozen blocks, or null if there are none or they are left out. */
  private readonly frozen: Tensor | null;
  private readonly targets: Tensor;
  /** Masks of the matching loss. */
  private readonly masks: MaybeTensors;
  private rate: number;
  private rateVelocity: number;

  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
    from: LearnerState,
  ) {
    const { recipe, data, made, network } = context;
    const shape = blockShape(data, recipe);
    this.images = tensor(from.images, shape);
    this.velocity = tensor(from.velocity, shape);
    this.rate = from.learningRate;
    this.rateVelocity = from.learningRateVelocity;
    const blocks = recipe.stages.conditioning ? made.stages : [];
    const own = { images: from.images, labels: null, factor: 1 };
    const union = joinUnion([...blocks, own], context);
    this.targets = union.targets;
    this.frozen = blocks.length > 0 ? sliceRows(union.images, 0, union.images.shape[0]! - shape[0]) : null;
    dispose(union.images);
    this.masks = selectionMasks(network.parameters, featureChannels(network), recipe.alignment);
  }

  get learningRate(): number {
    return this.rate;
  }

  async current(): Promise<LearnedBlock> {
    return { images: await read(this.images), labels: null, factor: 1, learningRate: this.rate };
  }

  async state(): Promise<LearnerState> {
    return {
      images: await read(this.images),
      velocity: await read(this.velocity),
      learningRate: this.rate,
      learningRateVelocity: this.rateVelocity,
    };
  }

  dispose(): void {
    dispose(this.images, this.velocity, this.frozen, this.targets, this.masks);
  }

  /** The start and target epochs of this iteration: trajectories in a random order, drawn anew when all were used. */
  private drawTrajectory(iteration: number, random: Random): { start: Float32Array; target: Float32Array } {
    const { recipe, made } = this.context;
    const cycle = Math.floor((iteration - 1) / made.buffer.length);
    const order = Random.stream(recipe.seed, `stage ${this.stage}/cycle ${cycle}`).permutation(
      made.buffer.length,
    );
    const trajectory = made.buffer[order[(iteration - 1) % made.buffer.length]!]!;
    const epoch = random.integer(0, recipe.matching.maxStartEpoch - 1);
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

  /**
   * One update; yields after every student step and every step back. Nothing changes before it is complete.
   * @param iteration 1-based.
   * @throws StudioError `diverged` if the loss is no number; images and β are then those of the last iteration.
   */
  async *iterate(iteration: number): AsyncGenerator<void, CurvePoint> {
    const { recipe, network } = this.context;
    const random = Random.stream(recipe.seed, `stage ${this.stage}/iteration ${iteration}`);
    const flat = this.drawTrajectory(iteration, random);
    const start = uploadWeights(network, flat.start);
    const target = uploadWeights(network, flat.target);
    const union = this.frozen ? concatRows(this.frozen, this.images) : this.images;
    let match: TrajectoryMatch | null = null;
    try {
      match = yield* matchTrajectory({
        network,
        start,
        target,
        masks: this.masks,
        images: union,
        targets: this.targets,
        learningRate: this.rate,
        steps: this.drawSteps(union.shape[0]!, random),
      });
      const [loss, rateGradient, ...squares] = await readAll([match.loss, match.learningRate, match.layers]);
      if (!Number.isFinite(loss) || !Number.isFinite(rateGradient)) {
        throw new StudioError(
          "diverged",
          `The matching loss of stage ${this.stage} diverged in iteration ${iteration}.`,
          "Lower the image learning rate α or the student learning rate β₀, then start again.",
        );
      }
      this.update(match.images, rateGradient!);
      const sizes = parameterSizes(network);
      const layers = squares.map((square, i) => square / sizes[i]!);
      return { stage: this.stage, iteration, loss: loss!, learningRate: this.rate, layers };
    } finally {
      dispose(start, target);
      if (union !== this.images && this.frozen) dispose(union);
      if (match)
        dispose(match.loss, match.start, match.layers, match.images, match.targets, match.learningRate);
    }
  }

  /** Applies the gradient of the union to the rows of this stage, which come last. */
  private update(gradient: Tensor, rateGradient: number): void {
    const { imageMomentum, imageLearningRate, learningRateRate } = this.context.recipe.matching;
    const before = [this.images, this.velocity];
    const rows = this.images.shape[0]!;
    const [velocity, images] = tidy(() => {
      const own = sliceRows(gradient, gradient.shape[0]! - rows, rows);
      const moved = sumScaled(own, imageMomentum, this.velocity);
      return [moved, sumScaled(this.images, -imageLearningRate, moved)];
    }) as [Tensor, Tensor];
    this.velocity = velocity;
    this.images = images;
    dispose(before);
    this.rateVelocity = imageMomentum * this.rateVelocity + rateGradient;
    this.rate = Math.max(smallestRate, this.rate - learningRateRate * this.rateVelocity);
  }
}

function beginning(context: PartContext, stage: number): LearnerState {
  const { recipe, data } = context;
  const images = initialBlock(data, recipe, stage);
  return {
    images,
    velocity: new Float32Array(images.length),
    learningRate: recipe.matching.studentLearningRate, // re-initialised at every stage
    learningRateVelocity: 0,
  };
}

export const trajectoryObjective: Objective = {
  startsFrom: "trajectories",
  terms: (network) => {
    const sizes = parameterSizes(network);
    return network.parameters.map(({ name }, i) => ({ name, size: sizes[i]! }));
  },
  // A second-order step costs about 2.3 plain ones beside the forward pass of the student.
  cost: ({ matching, stages }, data) =>
    matching.studentSteps * (matching.batchSize || data.classNames.length * stages.ipc) * 3.3,
  // oxlint-disable-next-line require-yield -- other methods have work to do before their first iteration
  async *learn(context, stage, from) {
    return new TrajectoryLearner(context, stage, (from as LearnerState | null) ?? beginning(context, stage));
  },
};
