/**
 * The transition from one stage to the next (PDD): each network that a trajectory of this stage started from is
 * trained on the union, exactly as at evaluation; from where that ended its next trajectory is recorded on the real
 * data. So stage i + 1 matches the phase of training that comes after the union U_i.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { expertEpoch } from "../experts/trajectory-part";
import type { Part, PartContext, Trajectory } from "../part";
import { downloadWeights } from "../nets/weights";
import { dispose } from "../tensor/memory";
import { syntheticBatches } from "../training/batches";
import { trainWithDrop } from "../training/epochs";
import { syntheticTraining } from "../training/sgd";
import { trainingSet } from "./union";

/** Makes the buffer of stage `stage` + 1. */
export function transitionPart(context: PartContext, stage: number): Part {
  const { recipe, data, network, made } = context;
  const realEpochs = expertEpochsNeeded(recipe);
  // One unit for each network trained on the union, one for each epoch on the real data.
  const perNetwork = 1 + realEpochs;
  let trajectories: Trajectory[] = [];
  const finished = (): number => trajectories.reduce((sum, trajectory) => sum + trajectory.length, 0);

  async function* trainOnUnion(expert: number): AsyncGenerator<void, Float32Array> {
    const { images, targets } = trainingSet(made.stages, context);
    try {
      const sgd = yield* trainWithDrop({
        network,
        from: { weights: made.buffer[expert]![0]!, velocity: null },
        source: syntheticBatches(images, targets),
        options: { ...syntheticTraining, groups: recipe.augmentation.groups },
        rate: made.stages.at(-1)!.learningRate,
        epochs: recipe.stages.transitionEpochs - 1, // E + 1 passes are made of E
        seed: recipe.seed,
        label: `transition ${stage}/network ${expert}`,
      });
      try {
        return await downloadWeights(sgd.theta);
      } finally {
        sgd.dispose();
      }
    } finally {
      dispose(images, targets);
    }
  }

  const total = recipe.experts.count * perNetwork;
  const synthetic = recipe.stages.transitionEpochs * stage * data.classNames.length * recipe.stages.ipc;
  return {
    id: `transition-${stage}`,
    kind: "transition",
    title: `Transition ${stage} → ${stage + 1}`,
    stage,
    unit: "epochs",
    total,
    cost: (synthetic + realEpochs * data.train.count) / perNetwork,
    get done() {
      return finished();
    },
    async *work() {
      while (finished() < total) {
        const expert = Math.floor(finished() / perNetwork);
        const before = trajectories[expert] ?? [];
        const label = `transition ${stage}/expert ${expert}/epoch ${before.length}`;
        const next =
          before.length === 0
            ? yield* trainOnUnion(expert)
            : yield* expertEpoch(network, data, recipe, before.at(-1)!, label);
        trajectories = [...trajectories.slice(0, expert), [...before, next]];
      }
      made.buffer = trajectories;
    },
    state: () => Promise.resolve(trajectories),
    restore(state) {
      trajectories = state as Trajectory[];
    },
  };
}
