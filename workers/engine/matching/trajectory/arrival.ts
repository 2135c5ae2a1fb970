/** Where the student ends, held against the expert: L = |θ_N − θ*|² / |θ_0 − θ*|² and λ_N = ∂L/∂θ_N. */
import { dispose, type Tensor } from "../../tensor/memory";
import type { MaybeTensors, Parameters } from "../../tensor/ops/layer";
import { relativeDistance, scaledDifference, type RelativeDistance } from "../../tensor/vectors";
import type { MaskChoice } from "./parameter-selection";
import type { StudentProblem } from "./student";

/** What trajectory matching, in all its forms, is given. */
export interface TrajectoryProblem extends StudentProblem {
  /** θ*. */
  readonly target: Parameters;
  /** Which elements count in the norms (1 or 0), by parameter tensor; null: all of them. */
  readonly masks: MaybeTensors;
  /** In the place of `masks`, where which elements count depends on the student. */
  readonly choose?: MaskChoice | null;
}

export interface Arrival {
  readonly distance: RelativeDistance;
  /** λ_N = 2 (θ_N − θ*) / |θ_0 − θ*|², zero in what does not count. */
  readonly lambda: readonly Tensor[];
}

/** @param end θ_N. The caller owns the tensors. */
export function arrival({ start, target, masks, choose }: TrajectoryProblem, end: Parameters): Arrival {
  const chosen = choose?.(end, target) ?? null;
  const distance = relativeDistance(end, start, target, chosen ?? masks);
  const lambda = scaledDifference(end, target, distance.start, chosen ?? masks);
  dispose(chosen);
  return { distance, lambda };
}
