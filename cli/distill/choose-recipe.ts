/** The recipe that the arguments mean: a preset or a file, with single settings changed. */
import { readFileSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { withMethodDefaults } from "../../workers/protocol/recipe/defaults";
import { recipeFields } from "../../workers/protocol/recipe/describe";
import { findPreset, presets } from "../../workers/protocol/recipe/presets";
import { recipeSchema, type Recipe } from "../../workers/protocol/recipe/recipe";
import { applySetting, parseRecipe } from "../../workers/protocol/recipe/settings";
import type { Arguments } from "./arguments";
import { BadInput, fileTrouble } from "./bad-input";

export interface NamedRecipe {
  /** Of the preset or the file, without its ending. */
  readonly name: string;
  readonly recipe: Recipe;
}

function readRecipeFile(file: string): Recipe {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new BadInput(`The recipe ${file} cannot be read: ${fileTrouble(error)}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadInput(
      // It may quote a file that is no text.
      `The recipe ${file} is not valid JSON (${(error as Error).message.replace(/[\s\p{Cc}\uFFFD]+/gu, " ")}).`,
    );
  }
  const parsed = recipeSchema.safeParse(withMethodDefaults(json));
  if (parsed.success) return parsed.data;
  try {
    return parseRecipe(json);
  } catch (error) {
    throw new BadInput(`The recipe ${file} cannot be used: ${(error as Error).message}`);
  }
}

function startingPoint({ preset, recipeFile }: Arguments, cwd: string): NamedRecipe {
  if (recipeFile !== null) {
    const file = resolve(cwd, recipeFile);
    return { name: basename(file, extname(file)), recipe: readRecipeFile(file) };
  }
  const name = preset ?? "demo";
  const found = findPreset(name);
  if (found) return { name, recipe: found.recipe };
  throw new BadInput(
    `There is no preset "${name}"; there are ${presets.map((known) => known.name).join(", ")}.`,
  );
}

/** A field whose last name, or whole path, is the same but for capitals: "width" is network.width. */
function likelyField(path: string): string | undefined {
  const wanted = path.toLowerCase();
  const last = wanted.split(".").at(-1);
  const paths = [...recipeFields.keys()];
  return (
    paths.find((known) => known.toLowerCase() === wanted) ??
    paths.find((known) => known.toLowerCase().split(".").at(-1) === last)
  );
}

/**
 * Starts from the preset (demo by default) or the recipe file, changes the settings in order, checks the whole.
 * @throws BadInput or StudioError `bad-recipe` for an unknown preset or field, a value out of range, a file that
 * cannot be read or is no recipe, or settings that make no sense together.
 */
export function chooseRecipe(args: Arguments, cwd: string): NamedRecipe {
  const { name, recipe: start } = startingPoint(args, cwd);
  let recipe = start;
  for (const { path, text } of args.settings) {
    if (!recipeFields.has(path)) {
      const likely = likelyField(path);
      throw new BadInput(
        `There is no setting "${path}"; ${likely ? `perhaps ${likely} is meant` : "--help lists them"}.`,
      );
    }
    recipe = applySetting(recipe, path, text);
  }
  return { name, recipe: parseRecipe(recipe) };
}
