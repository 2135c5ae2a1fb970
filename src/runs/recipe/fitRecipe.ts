/** Brings the recipe in the form to the files that were just loaded: as little of it is changed as can be. */
import { placeOfClass } from "../../../workers/protocol/class-names";
import type { LoadedFiles } from "../../../workers/protocol/data";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { changedPaths } from "./address";
import { changeSetting, openRecipe, recipeStore } from "./recipeStore";

const setting = (path: string): unknown => getSetting(recipeStore.getState().draft, path);

/** Whether every chosen class is among the names or numbers of those that there are. */
function areKnown(chosen: unknown, { classNames }: LoadedFiles): boolean {
  return Array.isArray(chosen) && chosen.every((name) => placeOfClass(String(name), classNames) >= 0);
}

/** Another data set has its preset taken, if it has one; else set, size and classes are changed where they have to be. */
export function fitRecipe(loaded: LoadedFiles): void {
  const { set, fits, sizes, suggestedSize } = loaded;
  const isFit = fits.some((each) => each === setting("data.set"));
  const own = findPreset(set);
  if (!isFit && own) {
    const { preset, draft } = recipeStore.getState();
    const lost = changedPaths(preset, draft).length;
    // What somebody has set does not go without a word.
    const note = `For these data the recipe “${own.title}” was taken; ${
      lost === 1 ? "a setting" : `${lost} settings`
    } changed before went with the recipe before.`;
    openRecipe(set, own.recipe, lost > 0 ? [note] : []);
    return;
  }
  if (!isFit) changeSetting("data.set", set);
  const size = setting("data.size");
  const isPossible = sizes ? sizes.some((each) => each === size) : isFit;
  if (!isPossible) changeSetting("data.size", suggestedSize);
  if (setting("data.superclasses") === true && set !== "cifar100") changeSetting("data.superclasses", false);
  if (setting("data.superclasses") !== true && !areKnown(setting("data.classes"), loaded)) {
    changeSetting("data.classes", []);
  }
}
