/**
 * The transition from one stage to the next (PDD): each network that a trajectory of this stage started from is
 * trained on the union, exactly as at evaluation; from where that ended its next trajectory is recorded on the real
 * data. So stage i + 1 matches the phase of training that comes after the union U_i.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { expertEpochCost } from "../costs";
import { bufferPart } from "../experts/buffer-part";
import { TrajectoryJobs } from "../experts/trajectory-jobs";
import type { Part, PartContext } from "../part";

/** Makes the buffer of stage `stage` + 1. */
export function transitionPart(context: PartContext, stage: number): Part {
  const { recipe, data, made, trajectories } = context;
  const realEpochs = expertEpochsNeeded(recipe);
  const { transitionEpochs, ipc } = recipe.stages;
  // One unit for each network trained on the union, one for each epoch on the real data.
  const perNetwork = 1 + realEpochs;
  const synthetic = transitionEpochs * stage * data.classNames.length * ipc;
  const makers = new TrajectoryJobs(context, stage + 1);
  /** Passes of each network before those on the real data. */
  const before = Array.from({ length: recipe.experts.count }, () => transitionEpochs);
  return bufferPart(context, {
    id: `transition-${stage}`,
    kind: "transition",
    title: `Transition ${stage} → ${stage + 1}`,
    stage,
    forStage: stage + 1,
    cost: (synthetic + realEpochs * expertEpochCost(recipe, data)) / perNetwork,
    units: before.map(() => perNetwork),
    unitsAfter: (passes, expert) => Math.max(0, passes - before[expert]! + 1),
    makers,
    async job(expert) {
      const start = await trajectories.read(made.buffer[expert]!.key, 0);
      const job = await makers.onwards(expert, start);
      before[expert] = makers.passesBefore(job);
      return job;
    },
    onAll(entries) {
      made.buffer = entries;
      trajectories.retain(entries.map(({ key }) => key));
    },
  });
}
