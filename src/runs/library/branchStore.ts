/** A branch that is being prepared: the run that it keeps the first stages of, and how many of them. */
import { createStore } from "zustand/vanilla";
import { branchRefusal, endOfStage } from "../../../workers/protocol/branching";
import type { ListedRun } from "../../../workers/protocol/library";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";

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
