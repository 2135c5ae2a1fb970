/**
 * The transition from one stage to the next (PDD): each network that a trajectory of this stage started from is
 * trained on the union, exactly as at evaluation; from where that ended its next trajectory is recorded on the real
 * data. So stage i + 1 matches the phase of training that comes after the union U_i.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { expertLeg } from "../experts/expert-leg";
import { jobsPart } from "../jobs/jobs-part";
import type { Part, PartContext } from "../part";
import { syntheticLeg, TrainingSets } from "./training-arrays";

/** Makes the buffer of stage `stage` + 1. */
export function transitionPart(context: PartContext, stage: number): Part {
  const { recipe, data, made } = context;
  const realEpochs = expertEpochsNeeded(recipe);
  const { transitionEpochs, ipc } = recipe.stages;
  // One unit for each network trained on the union, one for each epoch on the real data.
  const perNetwork = 1 + realEpochs;
  const synthetic = transitionEpochs * stage * data.classNames.length * ipc;
  const sets = new TrainingSets(context);
  return jobsPart(context, {
    id: `transition-${stage}`,
    kind: "transition",
    title: `Transition ${stage} → ${stage + 1}`,
    stage,
    unit: "epochs",
    cost: (synthetic + realEpochs * data.train.count) / perNetwork,
    units: Array.from({ length: recipe.experts.count }, () => perNetwork),
    unitsAfter: (passes) => Math.max(0, passes - transitionEpochs + 1),
    job: async (expert) => ({
      network: null,
      seed: recipe.seed,
      from: { weights: made.buffer[expert]![0]!, velocity: null },
      legs: [
        syntheticLeg(
          context,
          await sets.of("union", () => made.stages),
          made.stages.at(-1)!.learningRate,
          transitionEpochs,
          `transition ${stage}/network ${expert}`,
        ),
        expertLeg(context, stage + 1, `transition ${stage}/expert ${expert}`),
      ],
      wantState: false,
    }),
    release: () => sets.clear(),
    groups: [
      {
        count: recipe.experts.count,
        done: (records) => (made.buffer = records.map(({ kept }) => kept)),
      },
    ],
  });
}
