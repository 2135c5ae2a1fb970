/** Reading and writing single fields by their dotted path; validation with one sentence for each mistake. */
import type { z } from "zod";
import { StudioError } from "../errors";
import { coresetMethods } from "./evaluation";
import { recipeFields, type FieldDescription } from "./describe";
import { gradientMethods, methodNames, trajectoryMethods } from "../methods/names";
import { defaultRecipe, usedByMethod, withMethod, withMethodDefaults } from "./defaults";
import { recipeSchema, totalIpc, type Recipe } from "./recipe";
import { getSetting, withSetting } from "./tree";

/** A mistake in a recipe, beside the field that has it ("" for the recipe as a whole). */
export interface RecipeProblem {
  readonly path: string;
  readonly message: string;
}

/** What a field accepts, in words: "a whole number from 1 to 10". */
export function rangeInWords(field: FieldDescription): string {
  const { kind, minimum, maximum, options } = field;
  if (kind === "boolean") return "true or false";
  if (kind === "choice") return `one of ${options.join(", ")}`;
  if (kind === "choices") return `any of ${options.join(", ")}, separated by commas (or none)`;
  if (kind === "list")
    return "names or numbers, separated by commas (or none); a comma in a name stands behind a backslash: truck\\, large";
  const noun = kind === "integer" ? "a whole number" : "a number";
  if (field.exclusiveMinimum) return `${noun} above ${minimum}, at most ${maximum}`;
  return `${noun} from ${minimum} to ${maximum}`;
}

/**
 * The names of a list as it stands in the form, in the address and on the command line: separated by commas, in one of
 * them a comma or a backslash stands behind a backslash.
 */
export function listOf(text: string): string[] {
  if (text.trim() === "none") return [];
  const parts = (text.match(/(?:\\.|[^,\\])+/gsu) ?? []).map((part) => part.trim());
  return parts.filter((part) => part !== "").map((part) => part.replaceAll(/\\(.)/gsu, "$1"));
}

/** {@link listOf} the other way, without a word for none; one that is called "none" is told from none. */
export function listText(names: readonly unknown[], between = ", "): string {
  const text = names.map((name) => String(name).replaceAll(/[\\,]/gu, "\\$&")).join(between);
  return text === "none" ? "\\none" : text;
}

/** Turns the text of `--set path=text` or of the address into the value that the field takes. */
function parseText(field: FieldDescription, text: string): unknown {
  const trimmed = text.trim();
  switch (field.kind) {
    case "boolean":
      return trimmed === "true" ? true : trimmed === "false" ? false : trimmed;
    case "integer":
    case "number":
      return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
    case "choices":
    case "list":
      return listOf(trimmed);
    case "choice":
      return trimmed;
  }
}

/** The text form of a value, as in `--set` and in the address. */
export function settingText(value: unknown): string {
  return Array.isArray(value) ? listText(value, ",") || "none" : String(value);
}

/**
 * A copy of `recipe` with one field set from text.
 * @throws StudioError `bad-recipe` if there is no such field or the text is not a value that it takes.
 */
export function applySetting(recipe: Recipe, path: string, text: string): Recipe {
  const field = recipeFields.get(path);
  if (!field) {
    throw new StudioError(
      "bad-recipe",
      `There is no setting "${path}".`,
      `Settings are ${[...recipeFields.keys()].join(", ")}.`,
    );
  }
  const value = parseText(field, text);
  const method = path === "method" ? methodNames.find((name) => name === value) : undefined;
  const next = method ? withMethod(recipe, method) : withSetting(recipe, path, value);
  const parsed = recipeSchema.safeParse(next);
  if (!parsed.success) {
    throw new StudioError(
      "bad-recipe",
      `${path} cannot be "${text}": it is ${rangeInWords(field)}.`,
      `The default is ${settingText(getSetting(defaultRecipe(recipe.method), path))}.`,
    );
  }
  return parsed.data;
}

function issueMessage(issue: z.core.$ZodIssue): RecipeProblem {
  const path = issue.path.filter((key) => typeof key === "string").join(".");
  const field = recipeFields.get(path);
  if (field) return { path, message: `${field.title} (${path}) must be ${rangeInWords(field)}.` };
  if (issue.code === "unrecognized_keys") {
    const where = path ? `${path}.` : "";
    return { path, message: `There is no setting "${where}${issue.keys[0]}".` };
  }
  return { path, message: path ? `${path} must be a group of settings.` : "A recipe must be a JSON object." };
}

const sizeOfDigits = (size: number, title: string): string | null =>
  size === 28 || size === 14 ? null : `${title} images are 28 pixels, or 14 when averaged down.`;
const sizeOfCifar = (size: number, title: string): string | null =>
  [32, 16, 8].includes(size) ? null : `${title} images are 32 pixels, or 16 or 8 when averaged down.`;

/** What the data sets can be averaged down to. */
const sizesOf: Record<Recipe["data"]["set"], (size: number) => string | null> = {
  shapes: (size) => (size >= 16 && size <= 32 ? null : "The built-in set is drawn at 16 to 32 pixels."),
  mnist: (size) => sizeOfDigits(size, "MNIST"),
  fashion: (size) => sizeOfDigits(size, "Fashion-MNIST"),
  kmnist: (size) => sizeOfDigits(size, "KMNIST"),
  emnist: (size) => sizeOfDigits(size, "EMNIST"),
  cifar10: (size) => sizeOfCifar(size, "CIFAR-10"),
  cifar100: (size) => sizeOfCifar(size, "CIFAR-100"),
  svhn: (size) => sizeOfCifar(size, "SVHN"),
  // Encoded images are brought to any size; for arrays of one's own their size decides, once they are read.
  tiny: () => null,
  files: () => null,
};

/** Settings that the recipe's method does not use, moved from their defaults. */
function unusedSettings(recipe: Recipe): RecipeProblem[] {
  const defaults = defaultRecipe(recipe.method);
  return [...recipeFields.values()]
    .filter((field) => !usedByMethod(field, recipe.method))
    .filter(({ path }) => settingText(getSetting(recipe, path)) !== settingText(getSetting(defaults, path)))
    .map(({ path, title, methods }) => ({
      path,
      message: `${title} (${path}) has no effect with the method ${recipe.method}: only ${methods!.join(", ")} use it.`,
    }));
}

/** Combinations that are valid field by field but make no sense together. */
function crossChecks(recipe: Recipe): RecipeProblem[] {
  const problems: RecipeProblem[] = [];
  const { set, trainPerClass, testPerClass } = recipe.data;
  if (set === "shapes" && (trainPerClass === 0 || testPerClass === 0)) {
    const path = trainPerClass === 0 ? "data.trainPerClass" : "data.testPerClass";
    problems.push({
      path,
      message: "The built-in set is drawn to order: say how many images per class, at least 1.",
    });
  }
  if (recipe.data.superclasses && set !== "cifar100") {
    problems.push({
      path: "data.superclasses",
      message: "Only CIFAR-100 has superclasses; switch them off.",
    });
  }
  if (recipe.data.classes.length === 1) {
    problems.push({
      path: "data.classes",
      message: "One class alone leaves nothing to tell apart; choose two.",
    });
  }
  const size = sizesOf[recipe.data.set](recipe.data.size);
  if (size) problems.push({ path: "data.size", message: size });
  // 28-pixel images enter the first convolution padded to 32, as in the references.
  const effective = recipe.data.size === 28 ? 32 : recipe.data.size;
  if (effective >> recipe.network.depth < 1) {
    problems.push({
      path: "network.depth",
      message: `${recipe.network.depth} blocks halve a ${recipe.data.size}-pixel image to nothing; use a smaller depth.`,
    });
  }
  if (recipe.data.trainPerClass > 0 && totalIpc(recipe) > recipe.data.trainPerClass) {
    problems.push({
      path: "stages.ipc",
      message: `${totalIpc(recipe)} synthetic images per class are more than the ${recipe.data.trainPerClass} real ones; use fewer stages or a smaller IPC.`,
    });
  }
  const { matching, alignment, stages } = recipe;
  if (stages.discardEasy && stages.count > 1 && trajectoryMethods.includes(recipe.method)) {
    if (!stages.transition) {
      problems.push({
        path: "stages.discardEasy",
        message:
          "Later stages see harder data only where their experts are trained anew, which the transition does: switch stages.transition on, or stages.discardEasy off.",
      });
    }
    if (coresetMethods.some((kind) => kind === matching.initialImages)) {
      problems.push({
        path: "matching.initialImages",
        message: `A coreset (${matching.initialImages}) is chosen from all the data, not from the images of each stage; with stages.discardEasy start from real images, predicted ones or noise.`,
      });
    }
  }
  if (trajectoryMethods.includes(recipe.method)) {
    if (matching.minStartEpoch >= matching.maxStartEpoch) {
      problems.push({
        path: "matching.minStartEpoch",
        message: `The earliest start epoch T⁻ (${matching.minStartEpoch}) must be below the latest, T⁺ (${matching.maxStartEpoch}).`,
      });
    }
    const first = matching.firstStartEpochs;
    if (first > 0 && (first <= matching.minStartEpoch || first > matching.maxStartEpoch)) {
      problems.push({
        path: "matching.firstStartEpochs",
        message: `Start epochs at first, T (${first}), must lie above T⁻ (${matching.minStartEpoch}) and not above T⁺ (${matching.maxStartEpoch}); 0 leaves the expansion out.`,
      });
    }
  } else if (matching.initialImages === "predicted") {
    problems.push({
      path: "matching.initialImages",
      message: `The method ${recipe.method} trains no experts that could predict images; start from real images, noise or a coreset.`,
    });
  }
  if (recipe.method === "dm" && alignment.skip === "smallest" && alignment.skipped > 0) {
    problems.push({
      path: "alignment.skip",
      message: "DM leaves out whole layers, shallow or deep ones; it has no single errors to leave out.",
    });
  }
  if (gradientMethods.includes(recipe.method) && alignment.skip === "smallest" && alignment.skipped > 0) {
    problems.push({
      path: "alignment.skip",
      message: `The method ${recipe.method} leaves out whole tensors of parameters, shallow or deep ones; it has no single errors to leave out.`,
    });
  }
  if (recipe.method === "dm" && alignment.matchedFeatures === "last" && alignment.skipped > 0) {
    problems.push({
      path: "alignment.skipped",
      message:
        "DM matches the last features alone; match those of all blocks (alignment.matchedFeatures) to leave some out.",
    });
  }
  if (recipe.data.zca && recipe.method === "idc") {
    problems.push({
      path: "data.zca",
      message:
        "IDC keeps its images in the range of real pixels, which whitened images do not have; switch ZCA off.",
    });
  }
  return problems;
}

/** A validated recipe, or the sentences that say what is wrong with it. */
export function validateRecipe(
  input: unknown,
): { recipe: Recipe; problems: [] } | { recipe: null; problems: RecipeProblem[] } {
  const parsed = recipeSchema.safeParse(withMethodDefaults(input));
  const problems = parsed.success
    ? [...unusedSettings(parsed.data), ...crossChecks(parsed.data)]
    : parsed.error.issues.map(issueMessage);
  if (parsed.success && problems.length === 0) return { recipe: parsed.data, problems: [] };
  return { recipe: null, problems };
}

/**
 * A validated recipe.
 * @throws StudioError `bad-recipe` with the first mistake.
 */
export function parseRecipe(input: unknown): Recipe {
  const { recipe, problems } = validateRecipe(input);
  if (recipe) return recipe;
  throw new StudioError("bad-recipe", problems[0]!.message, "Correct it, or start from a preset.");
}
