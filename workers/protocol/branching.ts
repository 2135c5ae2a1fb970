/** Branching from a stage: a child run keeps the stages up to it as they are and redoes the rest with other settings. */
import { recipeFields } from "./recipe/describe";
import type { Recipe } from "./recipe/recipe";
import { settingText } from "./recipe/settings";
import { getSetting } from "./recipe/tree";

/** What only the stages to come depend on, and the axes of the curves do not. */
const free: readonly string[] = [
  "stages.count",
  "stages.conditioning",
  "stages.transition",
  "stages.transitionEpochs",
  "matching.studentSteps",
  "matching.imageLearningRate",
  "matching.imageMomentum",
  "matching.averaging",
  "matching.studentLearningRate",
  "matching.learningRateRate",
  "matching.batchSize",
  "matching.largestLoss",
  "augmentation.groups",
];

/** Why a recipe cannot be that of a branch from stage `stage` of a run, as a sentence; null if it can. */
export function branchRefusal(parent: Recipe, child: Recipe, stage: number): string | null {
  if (child.stages.count <= stage) {
    return `A branch from stage ${stage} needs more stages than these ${child.stages.count}.`;
  }
  const fixed = [...recipeFields.values()].filter(
    ({ path }) =>
      !free.includes(path) && settingText(getSetting(parent, path)) !== settingText(getSetting(child, path)),
  );
  if (fixed.length === 0) return null;
  const titles = fixed.map(({ title, path }) => `${title} (${path})`).join(", ");
  return `A branch keeps what decided the stages before: put back ${titles}.`;
}
