/** The objectives by name: the engine's side of the registry of methods. */
import type { ObjectiveName } from "../../protocol/methods/method";
import type { MethodName } from "../../protocol/methods/names";
import { findMethod } from "../../protocol/methods/registry";
import { alignmentObjective } from "./distribution/alignment-learner";
import { distributionObjective } from "./distribution/distribution-learner";
import { formationObjective } from "./gradient/formation-learner";
import { gradientObjective } from "./gradient/gradient-learner";
import type { Objective } from "./learner";
import { teslaObjective, trajectoryObjective } from "./trajectory/trajectory-objective";

const objectives: Readonly<Partial<Record<ObjectiveName, Objective>>> = {
  trajectory: trajectoryObjective,
  tesla: teslaObjective,
  gradient: gradientObjective,
  formation: formationObjective,
  distribution: distributionObjective,
  alignment: alignmentObjective,
};

/** What the images of a method follow. */
export function objectiveOf(method: MethodName): Objective {
  return objectives[findMethod(method).objective]!;
}
