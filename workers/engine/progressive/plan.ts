/** The parts of a run in order: what the first stage needs, then for each stage its iterations, its evaluation and the transition onwards. */
import { difficultyParts } from "../alignment/difficulty-part";
import { coresetParts } from "../coresets/coresets-part";
import type { ZcaCache } from "../data/zca/whiten";
import { whiteningPart } from "../data/zca/whitening-part";
import { architecturesPart } from "../evaluation/architectures-part";
import { fullDataPart } from "../evaluation/full-data-part";
import { schedulesPart } from "../evaluation/schedules-part";
import { stageEvaluationPart } from "../evaluation/stage-evaluation-part";
import { expertsPart } from "../experts/trajectory-part";
import { objectiveOf } from "../matching/objectives";
import type { Part, PartContext } from "../part";
import { stagePart } from "./stage-part";
import { startNetworksPart } from "./start-networks-part";
import { transitionPart } from "./transition-part";

/** @param whitenings of the session. */
export function planParts(context: PartContext, whitenings?: ZcaCache): Part[] {
  const { data, stages, evaluation, method } = context.recipe;
  const onTrajectories = objectiveOf(method).startsFrom === "trajectories";
  const parts = data.zca ? [whiteningPart(context, whitenings)] : [];
  parts.push(...difficultyParts(context), ...coresetParts(context));
  if (onTrajectories) parts.push(expertsPart(context));
  for (let stage = 1; stage <= stages.count; stage++) {
    parts.push(stagePart(context, stage), stageEvaluationPart(context, stage));
    if (stage < stages.count && stages.transition) {
      parts.push(onTrajectories ? transitionPart(context, stage) : startNetworksPart(context, stage));
    }
  }
  if (evaluation.otherSchedules.length > 0) parts.push(schedulesPart(context));
  if (evaluation.architectures.length > 0) parts.push(architecturesPart(context));
  if (evaluation.fullDataNetworks > 0) parts.push(fullDataPart(context));
  return parts;
}
