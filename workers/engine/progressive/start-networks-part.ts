/**
 * The transition of methods that match no trajectories (PDD, sections on IDC and DC): a small pool of networks is kept
 * trained on U_1, then U_2, …, as networks are trained at evaluation, and every later stage draws the networks it needs
 * from it. The papers' code trains a fresh network through all unions at every outer iteration, which a pool spares.
 */
import { jobsPart } from "../jobs/jobs-part";
import { initialise } from "../nets/network";
import { uploadWeights } from "../nets/weights";
import type { Part, PartContext } from "../part";
import type { Tensor } from "../tensor/memory";
import type { Random } from "../tensor/random";
import { syntheticLeg, TrainingSets } from "./training-arrays";

/**
 * A network to match on: one of the pool that is trained on the earlier stages, or a fresh one in the first stage and
 * without transition. The caller owns the tensors.
 */
export function drawStartNetwork({ network, made }: PartContext, random: Random): Tensor[] {
  if (made.starts.length === 0) return initialise(network, random);
  return uploadWeights(network, made.starts[random.integer(0, made.starts.length - 1)]!.weights);
}

export function startNetworksPart(context: PartContext, stage: number): Part {
  const { recipe, data, made } = context;
  const { startNetworks, transitionEpochs, ipc } = recipe.stages;
  const sets = new TrainingSets(context);
  return jobsPart(context, {
    id: `transition-${stage}`,
    kind: "transition",
    title: `Transition ${stage} → ${stage + 1}`,
    stage,
    unit: "epochs",
    cost: stage * data.classNames.length * ipc,
    units: Array.from({ length: startNetworks }, () => transitionEpochs),
    job: async (index) => ({
      network: null,
      seed: recipe.seed,
      from: made.starts[index] ?? { stream: `start network ${index}/initial` },
      legs: [
        syntheticLeg(
          context,
          await sets.of("union", () => made.stages),
          made.stages.at(-1)!.learningRate,
          transitionEpochs,
          `transition ${stage}/network ${index}`,
        ),
      ],
      wantState: true,
    }),
    release: () => sets.clear(),
    groups: [
      {
        count: startNetworks,
        done: (records) => (made.starts = records.map(({ result }) => result!.state!)),
      },
    ],
  });
}
