/**
 * Trajectories of experts: networks trained on the real data from random weights, their weights kept before training
 * and after every epoch (MTT, section 3.1; PDD continues them after each transition). They are trained in the order in
 * which the first stage asks for them, and where there are threads it begins as soon as its first one is there.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import { expertEpochCost } from "../costs";
import { trajectoryOf } from "../matching/trajectory/trajectory-order";
import type { Part, PartContext } from "../part";
import { bufferPart } from "./buffer-part";
import { TrajectoryJobs } from "./trajectory-jobs";

/** Makes the buffer of the first stage: experts trained from random weights. */
export function expertsPart(context: PartContext): Part {
  const { recipe, data, made } = context;
  const epochs = expertEpochsNeeded(recipe);
  const { count } = recipe.experts;
  const order = Array.from({ length: count }, (_, i) => trajectoryOf(recipe.seed, 1, i + 1, count));
  const first = order[0]!;
  const makers = new TrajectoryJobs(context, 1);
  return bufferPart(context, {
    id: "experts",
    kind: "experts",
    title: "Experts",
    stage: 0,
    forStage: 1,
    cost: expertEpochCost(recipe, data),
    units: Array.from({ length: count }, () => epochs),
    order,
    makers,
    job: (expert) => makers.whole(expert),
    onEntry(expert, entry) {
      const before = made.buffer;
      made.buffer = Array.from({ length: count }, (_, i) => (i === expert ? entry : (before[i] ?? null)));
    },
    mayBeOvertaken: () => Boolean(made.buffer[first]),
  });
}
