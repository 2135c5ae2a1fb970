/** A branch that is being prepared: the run that it keeps the first stages of, and how many of them. */
import { createStore } from "zustand/vanilla";
import { branchRefusal, endOfStage } from "../../../workers/protocol/branching";
import type { ListedRun } from "../../../workers/protocol/library";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { withSetting } from "../../../workers/protocol/recipe/tree";

export interface Branch {
  /** Null while none is prepared. */
  readonly parent: ListedRun | null;
  readonly stage: number;
}

export const branchStore = createStore<Branch>(() => ({ parent: null, stage: 0 }));

/** The form is that of a run of its own again. */
export function endBranch(): void {
  branchStore.setState({ parent: null, stage: 0 });
}

/** Why the branch cannot begin with this recipe; null if it can, or if none is prepared. */
export function branchBlocked({ parent, stage }: Branch, recipe: Recipe | null): string | null {
  return parent && recipe ? branchRefusal(parent.recipe, recipe, endOfStage(stage)) : null;
}

/** The last stage that a branch of a run keeps at first: one that leaves another to be redone, where there is one. */
export function usualStage({ branchStages, recipe }: ListedRun): number | undefined {
  const ends = branchStages.toSorted((a, b) => a - b);
  return ends.findLast((stage) => stage < recipe.stages.count) ?? ends.at(-1);
}

/** The recipe of a run for a branch that keeps its stages up to `stage`: one more stage where there is none to redo. */
export function roomForBranch(recipe: Recipe, stage: number): Recipe {
  return recipe.stages.count > stage ? recipe : withSetting(recipe, "stages.count", stage + 1);
}
