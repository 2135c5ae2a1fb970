/**
 * Trajectories of experts: networks trained on the real data by plain SGD with per-image augmentation, their weights
 * kept before training and after every epoch (MTT, section 3.1; PDD continues them after each transition).
 */
import { expertEpochsNeeded, type Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import { initialise, type Network } from "../nets/network";
import { downloadWeights } from "../nets/weights";
import type { Part, PartContext, Trajectory } from "../part";
import { dispose, settle } from "../tensor/memory";
import { Random } from "../tensor/random";
import { realBatches } from "../training/batches";
import { SgdTraining } from "../training/sgd";

/** One epoch on the real data as experts train; returns the weights after it. */
export async function* expertEpoch(
  network: Network,
  data: PreparedDataset,
  recipe: Recipe,
  weights: Float32Array,
  label: string,
): AsyncGenerator<void, Float32Array> {
  const { batchSize, learningRate } = recipe.experts;
  const options = { momentum: 0, weightDecay: 0, batchSize, groups: recipe.augmentation.groups };
  const sgd = new SgdTraining(network, { weights, velocity: null }, options);
  try {
    const source = realBatches({ ...data, split: data.train, classes: data.classNames.length });
    yield* sgd.epoch(source, learningRate, Random.stream(recipe.seed, label));
    await settle();
    return await downloadWeights(sgd.theta);
  } finally {
    sgd.dispose();
  }
}

/** Trains the experts of the first stage from random weights. */
export function expertsPart(context: PartContext): Part {
  const { recipe, data, network, made } = context;
  const epochs = expertEpochsNeeded(recipe);
  const total = recipe.experts.count * epochs;
  let trajectories: Trajectory[] = [];

  const finished = (): number => trajectories.reduce((sum, trajectory) => sum + trajectory.length - 1, 0);
  async function initialWeights(expert: number): Promise<Float32Array> {
    const theta = initialise(network, Random.stream(recipe.seed, `expert ${expert}/initial`));
    const flat = await downloadWeights(theta);
    dispose(theta);
    return flat;
  }

  return {
    id: "experts",
    kind: "experts",
    title: "Experts",
    stage: 0,
    unit: "epochs",
    total,
    cost: data.train.count,
    get done() {
      return finished();
    },
    async *work() {
      while (finished() < total) {
        const expert = Math.floor(finished() / epochs);
        const trajectory = trajectories[expert] ?? [await initialWeights(expert)];
        const label = `expert ${expert}/epoch ${trajectory.length}`;
        const next = yield* expertEpoch(network, data, recipe, trajectory.at(-1)!, label);
        trajectories = [...trajectories.slice(0, expert), [...trajectory, next]];
      }
      made.buffer = trajectories;
    },
    state: () => Promise.resolve(trajectories),
    restore(state) {
      trajectories = state as Trajectory[];
    },
  };
}
