/** The objectives by name: the engine's side of the registry of methods. */
import type { ObjectiveName } from "../../protocol/methods/method";
import type { MethodName } from "../../protocol/methods/names";
import { findMethod } from "../../protocol/methods/registry";
import type { Objective } from "./learner";
import { trajectoryObjective } from "./trajectory-learner";

const objectives: Readonly<Partial<Record<ObjectiveName, Objective>>> = {
  trajectory: trajectoryObjective,
};

/** What the images of a method follow. */
export function objectiveOf(method: MethodName): Objective {
  return objectives[findMethod(method).objective]!;
}
