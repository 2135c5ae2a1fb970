/** The parts of a run in order: what the first stage needs, then for each stage its iterations, its evaluation and the transition onwards. */
import { fullDataPart } from "../evaluation/full-data-part";
import { schedulesPart } from "../evaluation/schedules-part";
import { stageEvaluationPart } from "../evaluation/stage-evaluation-part";
import { expertsPart } from "../experts/trajectory-part";
import { objectiveOf } from "../matching/objectives";
import type { Part, PartContext } from "../part";
import { stagePart } from "./stage-part";
import { startNetworksPart } from "./start-networks-part";
import { transitionPart } from "./transition-part";

export function planParts(context: PartContext): Part[] {
  const { stages, evaluation, method } = context.recipe;
  const onTrajectories = objectiveOf(method).startsFrom === "trajectories";
  const parts = onTrajectories ? [expertsPart(context)] : [];
  for (let stage = 1; stage <= stages.count; stage++) {
    parts.push(stagePart(context, stage), stageEvaluationPart(context, stage));
    if (stage < stages.count && stages.transition) {
      parts.push(onTrajectories ? transitionPart(context, stage) : startNetworksPart(context, stage));
    }
  }
  if (evaluation.otherSchedules.length > 0) parts.push(schedulesPart(context));
  if (evaluation.fullDataNetworks > 0) parts.push(fullDataPart(context));
  return parts;
}
