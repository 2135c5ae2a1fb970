/**
 * What an error says is to be changed, applied: as a branch from the last good state where only the work to come
 * depends on it, else as a new run; or put into the form, to be looked at first.
 */
import {
  branchRefusal,
  checkpointOf,
  endOfStage,
  pointWords,
  type BranchPoint,
} from "../../../workers/protocol/branching";
import type { Remedy } from "../../../workers/protocol/errors";
import type { ListedRun } from "../../../workers/protocol/library";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { validateRecipe } from "../../../workers/protocol/recipe/settings";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import { defaultPreset } from "../recipe/address";
import { branchStored, freshEngine } from "../library/librarySession";
import { openRecipe } from "../recipe/recipeStore";
import { runStore } from "./runStore";
import { runRecipe } from "./session";

/** The recipe with the changes; null if they make none that is valid. */
export function changedRecipe(recipe: Recipe, { changes }: Remedy): Recipe | null {
  const draft = changes.reduce((next, { path, value }) => withSetting(next, path, value), recipe);
  return validateRecipe(draft).recipe;
}

/** Where the changed recipe can go on. */
interface WayOn {
  readonly from: number | "checkpoint";
  readonly point: BranchPoint;
}

/** The latest state of a run from which another recipe can go on; null if it has to begin anew. */
export function wayOn(run: ListedRun, recipe: Recipe): WayOn | null {
  const ends = run.branchStages.toSorted((a, b) => b - a);
  const ways: WayOn[] = ends.map((stage) => ({ from: stage, point: endOfStage(stage) }));
  if (run.resumable) ways.unshift({ from: "checkpoint", point: checkpointOf(run.recipe, run.part) });
  return ways.find(({ point }) => branchRefusal(run.recipe, recipe, point) === null) ?? null;
}

const presetOf = (): string => {
  const { preset } = runStore.getState();
  return preset !== null && findPreset(preset) ? preset : defaultPreset;
};

/** Puts the changed recipe into the form. */
export function putIntoForm(recipe: Recipe): void {
  openRecipe(presetOf(), recipe);
}

/**
 * Goes on with the changed recipe.
 * @param way null: begins anew.
 */
export async function applyRemedy(
  recipe: Recipe,
  run: ListedRun | undefined,
  way: WayOn | null,
): Promise<void> {
  const preset = presetOf();
  putIntoForm(recipe);
  if (run && way) {
    await branchStored(run, way.from, recipe, `${run.name}, from ${pointWords(way.point)}`);
    return;
  }
  if (await freshEngine())
    await runRecipe(recipe, { name: run?.name ?? findPreset(preset)?.title ?? preset, preset });
}
