/** The timeline: planned parts before a run, shares of the strip, and the time left. All pure. */
import type { PartProgress } from "../../../workers/protocol/events";
import { plannedParts } from "../../../workers/protocol/planned-parts";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";

/** The parts that a recipe will go through, before anything is known of their lengths. */
export function waitingParts(recipe: Recipe): readonly PartProgress[] {
  return plannedParts(recipe).map((part) => ({
    ...part,
    state: "waiting",
    done: 0,
    total: 0,
    unit: "",
    seconds: 0,
    secondsLeft: null,
  }));
}

/** Seconds that a part took, or took and is forecast to take; null while nothing is known. */
function seconds(part: PartProgress): number | null {
  if (part.state === "done") return part.seconds;
  return part.secondsLeft === null ? null : part.seconds + part.secondsLeft;
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/**
 * Shares of the strip, summing to 1: as long as each part took or is forecast to take. A part of unknown length
 * counts like the known ones of its kind, or else like the average part.
 */
export function timelineShares(parts: readonly PartProgress[]): readonly number[] {
  const known = parts.map(seconds);
  const isNumber = (value: number | null): value is number => value !== null;
  const average = mean(known.filter(isNumber)) ?? 1;
  const weights = parts.map((part, index) => {
    const own = known[index] ?? null;
    if (own !== null) return own;
    const likes = parts.map((other, at) => (other.kind === part.kind ? (known[at] ?? null) : null));
    return mean(likes.filter(isNumber)) ?? average;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
}

/** How full a part is, 0 to 1. */
export function partFraction(part: PartProgress): number {
  if (part.state === "done") return 1;
  return part.total > 0 ? Math.min(1, part.done / part.total) : 0;
}

export interface TimeLeft {
  readonly seconds: number;
  /** False while some part has no forecast: the rest is longer than `seconds`. */
  readonly complete: boolean;
}

/** Forecast of the computing left over all parts; null while nothing at all is known. */
export function timeLeft(parts: readonly PartProgress[]): TimeLeft | null {
  const open = parts.filter((part) => part.state !== "done");
  const known = open.flatMap((part) => (part.secondsLeft === null ? [] : [part.secondsLeft]));
  if (open.length > 0 && known.length === 0) return null;
  return { seconds: known.reduce((sum, value) => sum + value, 0), complete: known.length === open.length };
}
