/**
 * One fresh network as a judge of a synthetic set: trained on it as the papers' code does (SGD with momentum 0.9 and
 * weight decay 5e-4, per-image augmentation, momentum carried on from stage to stage), then tested on real images after
 * the last pass.
 */
import type { Job, JobImages, JobStart, Leg } from "../jobs/job";
import type { NetworkOptions } from "../nets/network-options";
import type { PartContext } from "../part";
import { syntheticLeg } from "../progressive/training-arrays";
import { evaluationPasses } from "../training/synthetic";

/** Where judge number `index` starts; the same for every set that is compared. */
export function freshJudge(index: number): JobStart {
  return { stream: `judge ${index}/initial` };
}

/** Passes over a set of synthetic (or as many real) images, and a test after them. */
export function judgeLeg(
  context: Pick<PartContext, "recipe" | "data">,
  images: JobImages,
  rate: number,
  label: string,
): Leg {
  const leg = syntheticLeg(context, images, rate, evaluationPasses(context.recipe), label);
  return { ...leg, test: "test" };
}

export interface JudgeOptions {
  readonly from: JobStart;
  readonly legs: readonly Leg[];
  /** Another network than the run's own. */
  readonly network?: NetworkOptions;
  /** Whether it will judge the next stage too. */
  readonly goesOn?: boolean;
}

/** A network trained leg after leg, tested after each. */
export function judgeJob(
  { recipe }: Pick<PartContext, "recipe">,
  { from, legs, network, goesOn = false }: JudgeOptions,
): Job {
  return { network: network ?? null, seed: recipe.seed, from, legs, wantState: goesOn };
}
