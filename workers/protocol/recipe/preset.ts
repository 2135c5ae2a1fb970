/** What a recipe with a name is. */
import type { AugmentationGroup } from "./augmentation";
import { completeRecipe } from "./defaults";
import type { Recipe, RecipeInput } from "./recipe";

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** One sentence: what it shows, where it comes from, what it costs. */
  readonly about: string;
  /** "laptop" runs in minutes on a CPU; "gpu" wants a real GPU and hours. */
  readonly cost: "laptop" | "gpu";
  readonly recipe: Recipe;
}

/** A preset from the settings that differ from its method's defaults. */
export function preset(
  name: string,
  title: string,
  about: string,
  cost: Preset["cost"],
  recipe: RecipeInput,
): Preset {
  return { name, title, about, cost, recipe: completeRecipe(recipe) };
}

/** The augmentations that leave a digit what it is: all but the flip. */
export const digits: AugmentationGroup[] = ["color", "crop", "cutout", "scale", "rotate"];
