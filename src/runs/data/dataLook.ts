/** The data class by class, asked for while the person looks at them. */
import { createStore } from "zustand/vanilla";
import type { DataLook } from "../../../workers/protocol/data";
import { recipeStore } from "../recipe/recipeStore";
import { engine } from "../run/session";

interface LookModel {
  /** Null before the first look, and where the recipe's data are not there. */
  readonly look: DataLook | null;
}

export const lookStore = createStore<LookModel>(() => ({ look: null }));

/** Counts looks, so that a late answer does not replace a newer one. */
let looks = 0;

/** Has the recipe's data looked at; what was seen before stays until then. */
export async function lookAtData(): Promise<void> {
  const { recipe } = recipeStore.getState();
  if (!recipe) return;
  const mine = ++looks;
  const look = await engine()
    .call("lookAtData", recipe.data, recipe.seed)
    // That the data are not there is told where they are described.
    .catch(() => null);
  if (mine === looks) lookStore.setState({ look });
}
