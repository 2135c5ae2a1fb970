/** The address of what stands in the form: recipe, back end and lesson. */
import { writeAddress, writeLink } from "./address";
import { engineStore } from "../run/engineStore";
import { learnStore } from "../learnStore";
import type { Lesson } from "./lesson";
import { recipeStore } from "./recipeStore";

/** The query part, with a lesson or without. */
function formQuery(lesson: Lesson | null): string {
  const { preset, draft } = recipeStore.getState();
  return writeAddress(engineStore.getState(), preset, draft, lesson);
}

/** The query part of a link to hand on: short, with the seed. */
export function formLink(lesson: Lesson | null = null): string {
  const { preset, draft } = recipeStore.getState();
  return writeLink(engineStore.getState(), preset, draft, lesson);
}

/** Has the address of the page follow the form. */
export function followAddress(): void {
  const query = formQuery(learnStore.getState().lesson);
  history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
}

/** Shows all settings again. */
export function leaveLesson(): void {
  learnStore.setState({ lesson: null });
  followAddress();
}
