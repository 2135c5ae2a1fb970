/** The recipe as it stands in the form: a preset, a draft that may hold mistakes, and the recipe if it holds none. */
import { createStore } from "zustand/vanilla";
import { methodNames } from "../../../workers/protocol/methods/names";
import { withMethod } from "../../../workers/protocol/recipe/defaults";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { validateRecipe, type RecipeProblem } from "../../../workers/protocol/recipe/settings";
import { getSetting, withSetting } from "../../../workers/protocol/recipe/tree";
import { baseRecipe, defaultPreset, presetRecipe } from "./address";

export interface RecipeForm {
  readonly preset: string;
  /** Shaped like a recipe; a value may be the text that the person typed. */
  readonly draft: unknown;
  /** Null while the draft has mistakes. */
  readonly recipe: Recipe | null;
  /** The last recipe without mistakes: what the page goes on showing meanwhile. */
  readonly lastRecipe: Recipe;
  readonly problems: readonly RecipeProblem[];
  /** What could not be read from the address, and what went when a preset was taken for other data. */
  readonly notes: readonly string[];
}

function formOf(preset: string, draft: unknown, notes: readonly string[], before: Recipe): RecipeForm {
  const { recipe, problems } = validateRecipe(draft);
  return { preset, draft, recipe, problems, lastRecipe: recipe ?? before, notes };
}

export const recipeStore = createStore<RecipeForm>(() => {
  const recipe = presetRecipe(defaultPreset);
  return formOf(defaultPreset, recipe, [], recipe);
});

/** Puts a preset with changes into the form. */
export function openRecipe(preset: string, draft: unknown, notes: readonly string[] = []): void {
  recipeStore.setState(formOf(preset, draft, notes, presetRecipe(preset)));
}

/** Takes a preset as it is. */
export function choosePreset(name: string): void {
  openRecipe(name, presetRecipe(name));
}

/** Changes one setting; the value may be anything, mistakes are reported in `problems`. */
export function changeSetting(path: string, value: unknown): void {
  const { preset, draft, notes, lastRecipe } = recipeStore.getState();
  const method = path === "method" ? methodNames.find((name) => name === value) : undefined;
  const own = presetRecipe(preset);
  // Back to the preset's own method means back to the preset's settings for it.
  const target = method === own.method ? own : undefined;
  const next = method ? withMethod(draft, method, target) : withSetting(draft, path, value);
  recipeStore.setState(formOf(preset, next, notes, lastRecipe));
}

/** Puts one setting back to the preset's value; where the method is another, to that method's. */
export function resetSetting(path: string): void {
  const { preset, draft } = recipeStore.getState();
  const base = path === "method" ? presetRecipe(preset) : baseRecipe(preset, draft);
  changeSetting(path, getSetting(base, path));
}

/** Takes the sentences about where the recipe came from away. */
export function dismissNotes(): void {
  recipeStore.setState({ notes: [] });
}
