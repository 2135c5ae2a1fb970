/** Reading and writing single fields by their dotted path; validation with one sentence for each mistake. */
import type { z } from "zod";
import { StudioError } from "../errors";
import { recipeFields, type FieldDescription } from "./describe";
import { recipeSchema, totalIpc, type Recipe } from "./recipe";

/** A mistake in a recipe, beside the field that has it ("" for the recipe as a whole). */
export interface RecipeProblem {
  readonly path: string;
  readonly message: string;
}

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a dotted path. */
export function getSetting(recipe: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), recipe);
}

/** A copy of `recipe` with the value at a dotted path replaced; not validated. */
export function withSetting<T>(recipe: T, path: string, value: unknown): T {
  const [head, ...rest] = path.split(".");
  const node: Tree = isTree(recipe) ? recipe : {};
  const key = head as string;
  return { ...node, [key]: rest.length ? withSetting(node[key], rest.join("."), value) : value } as T;
}

/** What a field accepts, in words: "a whole number from 1 to 10". */
export function rangeInWords(field: FieldDescription): string {
  const { kind, minimum, maximum, options } = field;
  if (kind === "boolean") return "true or false";
  if (kind === "choice") return `one of ${options.join(", ")}`;
  if (kind === "choices") return `any of ${options.join(", ")}, separated by commas (or none)`;
  const noun = kind === "integer" ? "a whole number" : "a number";
  if (field.exclusiveMinimum) return `${noun} above ${minimum}, at most ${maximum}`;
  return `${noun} from ${minimum} to ${maximum}`;
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
      return trimmed === "" || trimmed === "none" ? [] : trimmed.split(",").map((part) => part.trim());
    case "choice":
      return trimmed;
  }
}

/** The text form of a value, as in `--set` and in the address. */
export function settingText(value: unknown): string {
  return Array.isArray(value) ? (value.length ? value.join(",") : "none") : String(value);
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
  const next = withSetting(recipe, path, parseText(field, text));
  const parsed = recipeSchema.safeParse(next);
  if (!parsed.success) {
    throw new StudioError(
      "bad-recipe",
      `${path} cannot be "${text}": it is ${rangeInWords(field)}.`,
      `The default is ${settingText(field.default)}.`,
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

/** What the data sets can be averaged down to. */
const sizesOf: Record<Recipe["data"]["set"], (size: number) => string | null> = {
  shapes: (size) => (size >= 16 && size <= 32 ? null : "The built-in set is drawn at 16 to 32 pixels."),
  mnist: (size) =>
    size === 28 || size === 14 ? null : "MNIST images are 28 pixels, or 14 when averaged down.",
  cifar10: (size) =>
    [32, 16, 8].includes(size) ? null : "CIFAR-10 images are 32 pixels, or 16 or 8 when averaged down.",
};

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
  const size = sizesOf[recipe.data.set](recipe.data.size);
  if (size) problems.push({ path: "data.size", message: size });
  // 28-pixel images enter the first convolution padded to 32, as in the references.
  const effective = recipe.data.size === 28 ? 32 : recipe.data.size;
  if (effective >> recipe.network.depth < 1) {
    problems.push({
      path: "network.depth",
      message: `${recipe.network.depth} blocks halve a ${recipe.data.size}-pixel image to nothing; use a smaller depth.`,
    });
  } else if (effective >> (recipe.network.depth - 1) < 2) {
    problems.push({
      path: "network.depth",
      message:
        "The last instance norm would see a single pixel and its gradient would vanish; use a smaller depth.",
    });
  }
  if (recipe.data.trainPerClass > 0 && totalIpc(recipe) > recipe.data.trainPerClass) {
    problems.push({
      path: "stages.ipc",
      message: `${totalIpc(recipe)} synthetic images per class are more than the ${recipe.data.trainPerClass} real ones; use fewer stages or a smaller IPC.`,
    });
  }
  return problems;
}

/** A validated recipe, or the sentences that say what is wrong with it. */
export function validateRecipe(
  input: unknown,
): { recipe: Recipe; problems: [] } | { recipe: null; problems: RecipeProblem[] } {
  const parsed = recipeSchema.safeParse(input);
  const problems = parsed.success ? crossChecks(parsed.data) : parsed.error.issues.map(issueMessage);
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
