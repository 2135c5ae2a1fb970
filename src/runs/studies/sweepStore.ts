/** The sweep that a person is about to begin, as it is typed: it outlives the dialog. */
import { createStore } from "zustand/vanilla";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { settingText } from "../../../workers/protocol/recipe/settings";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { usualAxes, type AxisText } from "../../../workers/protocol/experiments/sweep-values";
import { recipeStore } from "../recipe/recipeStore";

interface SweepForm {
  /** One or two. */
  readonly axes: readonly AxisText[];
}

export const sweepStore = createStore<SweepForm>(() => ({ axes: usualAxes }));

const changeAxis = (place: number, axis: AxisText): void =>
  sweepStore.setState(({ axes }) => ({ axes: axes.map((each, k) => (k === place ? axis : each)) }));

/** Values to begin with: all of a choice or a switch, else the one that the recipe has. */
function firstValues(path: string): string {
  const field = recipeFields.get(path);
  if (field?.kind === "boolean") return "on, off";
  if (field?.kind === "choice") return field.options.join(", ");
  return settingText(getSetting(recipeStore.getState().lastRecipe, path));
}

/** Chooses the setting of an axis. */
export function chooseAxis(place: number, path: string): void {
  const usual = usualAxes.find((axis) => axis.path === path)?.text;
  changeAxis(place, { path, text: usual ?? firstValues(path) });
}

/** Takes the values of an axis as typed. */
export function typeValues(place: number, text: string): void {
  const axis = sweepStore.getState().axes[place];
  if (axis) changeAxis(place, { ...axis, text });
}

/** Adds a second axis over this setting. */
export function addAxis(path: string): void {
  sweepStore.setState(({ axes }) => ({ axes: [...axes.slice(0, 1), { path, text: "" }] }));
  chooseAxis(1, path);
}

/** Takes the second axis away. */
export function removeAxis(): void {
  sweepStore.setState(({ axes }) => ({ axes: axes.slice(0, 1) }));
}
