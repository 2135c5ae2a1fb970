/**
 * What to change after a run has failed: a few settings with new values, which the page offers to apply. An error may
 * bring its own remedy, where only its source knows which setting it was; else the recipe tells.
 */
import type { Remedy, StudioErrorData } from "./errors";
import type { PartKind } from "./events";
import { realBatchMethods, trajectoryMethods } from "./methods/names";
import { defaultRecipe } from "./recipe/defaults";
import { recipeFields } from "./recipe/describe";
import type { Recipe } from "./recipe/recipe";
import { settingText } from "./recipe/settings";
import { getSetting } from "./recipe/tree";

type Change = Remedy["changes"][number];

/** A rate this many times its method's default is taken to be a mistake: it goes back to the default. */
const absurd = 8;

/** "Student steps N from 20 to 10" */
function changeText(recipe: Recipe, { path, value }: Change): string {
  const field = recipeFields.get(path);
  const name = [field?.title ?? path, field?.symbol].filter(Boolean).join(" ");
  return `${name} from ${settingText(getSetting(recipe, path))} to ${settingText(value)}`;
}

function remedy(recipe: Recipe, changes: readonly Change[]): Remedy | undefined {
  if (changes.length === 0) return undefined;
  return { sentence: `${changes.map((change) => changeText(recipe, change)).join(", ")}.`, changes };
}

const figures = (value: number): number => Number(value.toPrecision(3));

/** Half of a number (or another part), or its default where it is far above that. */
function lowered(recipe: Recipe, path: string, part = 2): Change {
  const now = Number(getSetting(recipe, path));
  const usual = Number(getSetting(defaultRecipe(recipe.method), path));
  return { path, value: now >= absurd * usual ? usual : figures(now / part) };
}

/** Half of a whole number, at least `least`; null where it is as small already. */
function halved(recipe: Recipe, path: string, least: number): Change | null {
  const now = Number(getSetting(recipe, path));
  return now > least ? { path, value: Math.max(least, Math.floor(now / 2)) } : null;
}

/** The matching loss is no number: rates that are far too high go back, else the images learn half as fast. */
function lossRemedy(recipe: Recipe): Remedy | undefined {
  const images = "matching.imageLearningRate";
  const rates = trajectoryMethods.includes(recipe.method)
    ? [images, "matching.studentLearningRate"]
    : [
        images,
        ...(realBatchMethods.includes(recipe.method) && recipe.method !== "dm"
          ? ["bilevel.networkRate"]
          : []),
      ];
  const defaults = defaultRecipe(recipe.method);
  const isAbsurd = (path: string): boolean =>
    Number(getSetting(recipe, path)) >= absurd * Number(getSetting(defaults, path));
  const wrong = rates.filter(isAbsurd);
  return remedy(
    recipe,
    (wrong.length ? wrong : [images]).map((path) => lowered(recipe, path)),
  );
}

/** The learned learning rate has left its range: it is learned more slowly. */
export function rateRemedy(recipe: Recipe): Remedy | undefined {
  return remedy(recipe, [lowered(recipe, "matching.learningRateRate", 10)]);
}

/** A network that is trained on the real data has diverged. */
export function realRateRemedy(recipe: Recipe): Remedy | undefined {
  return remedy(recipe, [lowered(recipe, "experts.learningRate")]);
}

/** What may be made smaller where memory ran out, each down to a least value; by what was under way. */
function memoryPaths({ method }: Recipe, doing: PartKind | null): readonly (readonly [string, number])[] {
  const onTrajectories = trajectoryMethods.includes(method);
  switch (doing) {
    // The student's way, or the real batches.
    case "stage":
      return [[onTrajectories ? "matching.studentSteps" : "bilevel.realBatch", 1]];
    case "transition":
    case "evaluation":
      return [["evaluation.batchSize", 16]];
    case "experts":
      return [
        ["experts.count", 1],
        ["experts.batchSize", 16],
      ];
    default:
      return [["experts.batchSize", 16]];
  }
}

/** Memory ran out. The width takes part in all of it, and comes last, since it makes another network. */
function memoryRemedy(recipe: Recipe, doing: PartKind | null): Remedy | undefined {
  for (const [path, least] of [...memoryPaths(recipe, doing), ["network.width", 2] as const]) {
    const change = halved(recipe, path, least);
    if (change) return remedy(recipe, [change]);
  }
  return undefined;
}

/** An error of a run with what to change about it, where a setting would help. */
export function withRemedy(error: StudioErrorData, recipe: Recipe, doing: PartKind | null): StudioErrorData {
  if (error.remedy) return error;
  const found =
    error.code === "out-of-memory"
      ? memoryRemedy(recipe, doing)
      : error.code === "diverged"
        ? lossRemedy(recipe)
        : undefined;
  return found ? { ...error, remedy: found } : error;
}
