/**
 * The one fixed network whose features coresets by herding and k-center are chosen by: trained on all the real data
 * as the whole-data baseline is (SGD with momentum 0.9 and weight decay 5e-4, augmented), epoch by epoch so that it can
 * be interrupted. Which network it is decides the selection: it depends on the seed and the epochs alone.
 */
import { freshWeights } from "../nets/weights";
import type { PartContext } from "../part";
import { settle } from "../tensor/memory";
import { Random } from "../tensor/random";
import { realSource } from "../training/batches";
import { droppedRate, SgdTraining, syntheticTraining, type TrainingState } from "../training/sgd";

/** The rate that networks learn with on real images in the field's comparisons of coresets. */
const rate = 0.01;
const label = "coreset network";

/** Epoch `epoch` of 0 … `epochs` − 1, the rate at a tenth after half of them; yields after every step. */
export async function* coresetNetworkEpoch(
  { recipe, data, network }: Pick<PartContext, "recipe" | "data" | "network">,
  from: TrainingState | null,
  epoch: number,
  epochs: number,
): AsyncGenerator<void, TrainingState> {
  const start = from ?? {
    weights: await freshWeights(network, Random.stream(recipe.seed, `${label}/initial`)),
    velocity: null,
  };
  const { batchSize } = recipe.experts;
  const options = { ...syntheticTraining, batchSize, groups: recipe.augmentation.groups };
  const sgd = new SgdTraining(network, start, options);
  try {
    const source = realSource(data);
    const random = Random.stream(recipe.seed, `${label}/epoch ${epoch}`);
    yield* sgd.epoch(source, droppedRate(rate, epoch, epochs - 1), random);
    await settle();
    return await sgd.state();
  } finally {
    sgd.dispose();
  }
}
