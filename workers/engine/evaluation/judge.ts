/**
 * One fresh network as a judge of a synthetic set: trained on it as the papers' code does (SGD with momentum 0.9 and
 * weight decay 5e-4, the rate at a tenth after half, per-image augmentation, momentum carried on from stage to stage),
 * then tested on real images at the last epoch.
 */
import type { ImageBlock, PartContext } from "../part";
import { initialise } from "../nets/network";
import { downloadWeights } from "../nets/weights";
import { trainingSet } from "../progressive/union";
import { dispose } from "../tensor/memory";
import { Random } from "../tensor/random";
import { measureAccuracy } from "../training/accuracy";
import { syntheticBatches } from "../training/batches";
import { trainWithDrop } from "../training/epochs";
import { syntheticTraining, type TrainingState } from "../training/sgd";

export interface Judgement {
  /** The network after this stage, for the next one. */
  readonly state: TrainingState;
  /** Fraction of the test images that it classifies correctly. */
  readonly accuracy: number;
}

/** Fresh weights for judge number `index`; the same for every set that is compared. */
export async function freshJudge({ recipe, network }: PartContext, index: number): Promise<TrainingState> {
  const theta = initialise(network, Random.stream(recipe.seed, `judge ${index}/initial`));
  const weights = await downloadWeights(theta);
  dispose(theta);
  return { weights, velocity: null };
}

export interface JudgeTask {
  readonly context: PartContext;
  readonly from: TrainingState;
  /** The blocks of images to train on, all of one shape. */
  readonly blocks: readonly ImageBlock[];
  readonly rate: number;
  /** E. */
  readonly epochs: number;
  readonly label: string;
  readonly onEpoch: () => void;
}

/** Trains a network on blocks of synthetic (or random real) images and tests it. */
export async function* judge(task: JudgeTask): AsyncGenerator<void, Judgement> {
  const { context, from, blocks, rate, epochs, label, onEpoch } = task;
  const { recipe, data, network } = context;
  const { images, targets } = trainingSet(blocks, context);
  try {
    const options = { ...syntheticTraining, groups: recipe.augmentation.groups };
    const source = syntheticBatches(images, targets);
    const sgd = yield* trainWithDrop(
      { network, from, source, options, rate, epochs, seed: recipe.seed, label },
      onEpoch,
    );
    try {
      const test = { ...data, split: data.test, classes: data.classNames.length };
      const accuracy = yield* measureAccuracy(network, sgd.theta, test);
      return { state: await sgd.state(), accuracy };
    } finally {
      sgd.dispose();
    }
  } finally {
    dispose(images, targets);
  }
}
