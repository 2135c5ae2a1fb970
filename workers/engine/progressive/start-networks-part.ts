/**
 * The transition of methods that match no trajectories (PDD, sections on IDC and DC): a small pool of networks is kept
 * trained on U_1, then U_2, …, as networks are trained at evaluation, and every later stage draws the networks it needs
 * from it. The papers' code trains a fresh network through all unions at every outer iteration, which a pool spares.
 */
import { initialise, type Network } from "../nets/network";
import { downloadWeights, uploadWeights } from "../nets/weights";
import type { Part, PartContext } from "../part";
import { dispose, type Tensor } from "../tensor/memory";
import { Random } from "../tensor/random";
import { syntheticBatches } from "../training/batches";
import { trainWithDrop } from "../training/epochs";
import { syntheticTraining, type TrainingState } from "../training/sgd";
import { trainingSet } from "./union";

/**
 * A network to match on: one of the pool that is trained on the earlier stages, or a fresh one in the first stage and
 * without transition. The caller owns the tensors.
 */
export function drawStartNetwork({ network, made }: PartContext, random: Random): Tensor[] {
  if (made.starts.length === 0) return initialise(network, random);
  return uploadWeights(network, made.starts[random.integer(0, made.starts.length - 1)]!.weights);
}

async function freshState(network: Network, random: Random): Promise<TrainingState> {
  const theta = initialise(network, random);
  const weights = await downloadWeights(theta);
  dispose(theta);
  return { weights, velocity: null };
}

export function startNetworksPart(context: PartContext, stage: number): Part {
  const { recipe, data, network, made } = context;
  const { startNetworks, transitionEpochs, ipc } = recipe.stages;
  let finished: readonly TrainingState[] = [];
  let epochsOfCurrent = 0;

  async function* one(index: number): AsyncGenerator<void, TrainingState> {
    const { images, targets } = trainingSet(made.stages, context);
    try {
      const sgd = yield* trainWithDrop(
        {
          network,
          from:
            made.starts[index] ??
            (await freshState(network, Random.stream(recipe.seed, `start network ${index}/initial`))),
          source: syntheticBatches(images, targets),
          options: { ...syntheticTraining, groups: recipe.augmentation.groups },
          rate: made.stages.at(-1)!.learningRate,
          epochs: transitionEpochs - 1, // E + 1 passes are made of E
          seed: recipe.seed,
          label: `transition ${stage}/network ${index}`,
        },
        () => epochsOfCurrent++,
      );
      try {
        return await sgd.state();
      } finally {
        sgd.dispose();
      }
    } finally {
      dispose(images, targets);
    }
  }

  return {
    id: `transition-${stage}`,
    kind: "transition",
    title: `Transition ${stage} → ${stage + 1}`,
    stage,
    unit: "epochs",
    total: startNetworks * transitionEpochs,
    cost: stage * data.classNames.length * ipc,
    get done() {
      return finished.length * transitionEpochs + epochsOfCurrent;
    },
    async *work() {
      while (finished.length < startNetworks) {
        epochsOfCurrent = 0;
        const state = yield* one(finished.length);
        epochsOfCurrent = 0;
        finished = [...finished, state];
      }
      made.starts = finished;
    },
    state: () => Promise.resolve(finished),
    restore(state) {
      finished = state as readonly TrainingState[];
    },
  };
}
