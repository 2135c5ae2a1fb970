/** How long each part of a run has taken and may still take, from the parts measured so far. */
import type { FoundTrajectories, PartProgress, PartState } from "../protocol/events";
import type { Part } from "./part";

/** A part with the seconds of computing spent on it. */
export interface TimedPart {
  readonly part: Part;
  readonly seconds: number;
  /** Of a part that makes trajectories: those that it did not have to make. */
  readonly found?: FoundTrajectories | undefined;
}

/** Units that took their time: those of trajectories that were reused took none. */
function computed({ part, found }: TimedPart): number {
  const given = found ? (found.reused / found.total) * part.total : 0;
  return Math.max(0, part.done - given);
}

/** Seconds for one image pushed forward and back, over the units that are complete; null before the first. */
function secondsPerCost(timed: readonly TimedPart[]): number | null {
  const cost = timed.reduce((sum, each) => sum + computed(each) * each.part.cost, 0);
  const seconds = timed.reduce((sum, each) => sum + (computed(each) > 0 ? each.seconds : 0), 0);
  return cost > 0 ? seconds / cost : null;
}

/**
 * Progress of every part. A part not yet measured is forecast from those of its kind, else from all.
 * @param current index of the part under way; those before it are done, but for `overtaken`.
 */
export function progressOf(
  timed: readonly TimedPart[],
  current: number,
  overtaken: number | null = null,
): PartProgress[] {
  const stateOf = (i: number): PartState => {
    if (i === current || i === overtaken) return "running";
    return i < current ? "done" : "waiting";
  };
  const overall = secondsPerCost(timed);
  return timed.map(({ part, seconds, found }, i) => {
    const sameKind = timed.filter((other) => other.part.kind === part.kind);
    const price = secondsPerCost([timed[i]!]) ?? secondsPerCost(sameKind) ?? overall;
    const left = (part.total - part.done) * part.cost;
    return {
      id: part.id,
      kind: part.kind,
      title: part.title,
      stage: part.stage,
      state: stateOf(i),
      done: part.done,
      total: part.total,
      unit: part.unit,
      seconds,
      secondsLeft: stateOf(i) === "done" ? 0 : price === null ? null : price * left,
      ...(found && { found }),
    };
  });
}
