/**
 * From what was measured of some parts to the seconds of all: every part costs its images (see `Part.cost`) times what
 * an image costs in parts of its family, at its stage.
 */
import type { PartForecast } from "../../protocol/forecast";
import type { Recipe } from "../../protocol/recipe/recipe";
import { trajectoryMethods } from "../../protocol/methods/names";
import type { Part } from "../part";

/**
 * Parts that spend their time on the same: networks on real images (side by side, or alone in this thread), networks on
 * the union, both one after the other, the iterations, other architectures.
 */
export type PartFamily = "whitening" | "alone" | "real" | "stage" | "union" | "transition" | "architectures";

/** What one image of a part's cost took in a trial. */
export interface Measurement {
  readonly family: PartFamily;
  /** The stage that the trial was like. */
  readonly stage: number;
  /** Seconds for one of `Part.cost`. */
  readonly price: number;
}

export type PlannedWork = Pick<Part, "id" | "kind" | "title" | "stage" | "total" | "cost">;

export function familyOf({ id, kind }: Pick<Part, "id" | "kind">): PartFamily {
  if (id === "whitening" || id === "architectures") return id;
  if (kind === "preparation") return "alone";
  if (kind === "experts" || kind === "baseline") return "real";
  if (kind === "stage" || kind === "transition") return kind;
  return "union";
}

/** Independent networks that a part trains; 1 for parts that do their work by themselves. */
export function jobsOf({ id, kind }: Pick<Part, "id" | "kind">, recipe: Recipe): number {
  const { networks, randomBaseline, coresets, otherSchedules, architectures, fullDataNetworks } =
    recipe.evaluation;
  const onTrajectories = trajectoryMethods.includes(recipe.method);
  if (kind === "experts") return recipe.experts.count;
  if (kind === "transition") return onTrajectories ? recipe.experts.count : recipe.stages.startNetworks;
  if (id === "schedules") return networks * (otherSchedules.includes("union") ? recipe.stages.count : 1);
  if (id === "architectures") return networks * architectures.length;
  if (kind === "evaluation") return networks * (1 + Number(randomBaseline) + coresets.length);
  return kind === "baseline" ? fullDataNetworks : 1;
}

/** By stage, on a straight line between those that were tried. */
function priceOf(measured: readonly Measurement[], family: PartFamily, stage: number): number {
  const own = measured.filter((one) => one.family === family).toSorted((a, b) => a.stage - b.stage);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) throw new Error(`no ${family} was tried`);
  if (first.stage === last.stage) return first.price;
  const share = Math.min(1, Math.max(0, (stage - first.stage) / (last.stage - first.stage)));
  return first.price + share * (last.price - first.price);
}

/**
 * The seconds of every part.
 * @param reused of the buffer of each stage, in order, the trajectories that need not be made.
 * @param threads cores: of the networks of a part so many are trained at once, and the last few may leave some idle.
 */
export function estimateParts(
  parts: readonly PlannedWork[],
  measured: readonly Measurement[],
  recipe: Recipe,
  threads: number,
  reused: readonly number[] = [],
): PartForecast[] {
  return parts.map((part) => {
    const { id, kind, title, stage, total, cost } = part;
    const all = jobsOf(part, recipe);
    // The part of a transition makes the buffer of the stage behind it.
    const ready = kind === "experts" ? reused[0] : kind === "transition" ? reused[stage] : 0;
    const jobs = all - (ready ?? 0);
    if (jobs === 0) return { id, kind, title, stage, seconds: 0 };
    const atOnce = Math.min(threads, jobs);
    // The first stage begins while the last experts are trained, so that no core is idle.
    const idle = kind === "experts" ? 1 : (Math.ceil(jobs / atOnce) * atOnce) / jobs;
    const share = jobs / all;
    const price = priceOf(measured, familyOf(part), stage || recipe.stages.count);
    return { id, kind, title, stage, seconds: price * total * cost * share * idle };
  });
}
