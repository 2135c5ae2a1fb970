/** What a recipe needs before its first stage: scores of the real images, and chosen ones. */
import { trajectoryMethods } from "../methods/names";
import { difficultyMetrics, type DifficultyMetric } from "./alignment";
import { coresetMethods, type CoresetMethod } from "./evaluation";
import type { Recipe } from "./recipe";

/** Whether each stage sees a part of the data of its own: only where there are several stages, and experts. */
export function stagesOnBuckets({ method, stages }: Pick<Recipe, "method" | "stages">): boolean {
  return stages.discardEasy && stages.count > 1 && trajectoryMethods.includes(method);
}

/** The metrics by which a run must score its training images; none for most runs. */
export function metricsNeeded(recipe: Recipe): DifficultyMetric[] {
  const needed = new Set<DifficultyMetric>();
  if (recipe.alignment.byDifficulty) needed.add(recipe.alignment.metric);
  const chosen = [...recipe.evaluation.coresets, recipe.matching.initialImages];
  if (stagesOnBuckets(recipe) || chosen.includes("forgetting")) needed.add("forgetting");
  return difficultyMetrics.filter((metric) => needed.has(metric));
}

/** The ways of choosing real images that a run uses, as a baseline or to start from. */
export function coresetsNeeded({ matching, evaluation }: Recipe): CoresetMethod[] {
  const wanted: readonly string[] = [...evaluation.coresets, matching.initialImages];
  return coresetMethods.filter((kind) => wanted.includes(kind));
}
