/** Costs that parts of a run have in common, in images pushed forward and back; see `Part.cost`. */
import { stagesOnBuckets } from "../protocol/recipe/needs";
import type { Recipe } from "../protocol/recipe/recipe";
import type { PreparedDataset } from "./data/prepare";
import { evaluationPasses } from "./training/synthetic";

/** An image that goes forward only. */
export const forwardCost = 1 / 3;

type Counted = Pick<PreparedDataset, "train" | "test" | "heldOut">;

/** An epoch of an expert on the real data: towards flat minima each step takes a second gradient. */
export function expertEpochCost(recipe: Recipe, { train }: Counted): number {
  const flat = recipe.experts.flatRadius > 0 ? 2 : 1;
  return (flat * train.count) / (stagesOnBuckets(recipe) ? recipe.stages.count : 1);
}

/** A pass of a network over `images` images, with its share of one test after all `passes`. */
export function judgedPassCost(images: number, { test }: Counted, passes: number): number {
  return images + (forwardCost * test.count) / passes;
}

/** What choosing the images of a stage costs for each of its iterations; `images`: of the union with the stage. */
export function selectionCost(recipe: Recipe, data: Counted, images: number): number {
  const { evaluation, matching } = recipe;
  if (evaluation.selection === "last") return 0;
  const passes = evaluationPasses(recipe);
  const tested = evaluation.selection === "held-out" ? { ...data, test: data.heldOut ?? data.test } : data;
  const candidates = Math.ceil(matching.iterations / evaluation.selectionEvery) + 1;
  const candidate = evaluation.networks * passes * judgedPassCost(images, tested, passes);
  return (candidates * candidate) / matching.iterations;
}
