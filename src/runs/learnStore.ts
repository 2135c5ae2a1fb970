/** What teaching has switched on: the tour and where it stands, the presenter's layout, a lesson, and looks at students. */
import { createStore } from "zustand/vanilla";
import type { StudentPath } from "../../workers/protocol/events";
import type { Lesson } from "./recipe/lesson";

export interface LearnModel {
  /** Place in the tour, from 0; null while there is none. */
  readonly tour: number | null;
  readonly presenting: boolean;
  /** Settings are hidden but for those of the lesson; null shows all. */
  readonly lesson: Lesson | null;
}

export const learnStore = createStore<LearnModel>(() => ({ tour: null, presenting: false, lesson: null }));

export const startTour = (): void => learnStore.setState({ tour: 0 });
export const endTour = (): void => learnStore.setState({ tour: null });
export const goToStep = (tour: number): void => learnStore.setState({ tour });

/** Changes between the whole page and the presenter's layout; a run under way goes on. */
export function togglePresenter(): void {
  learnStore.setState(({ presenting }) => ({ presenting: !presenting }));
}

/** Students kept to look at, the newest last. */
const mostPaths = 60;

export const studentStore = createStore<{
  readonly paths: readonly StudentPath[];
  /** A look at the next iteration has been asked for and is not there yet. */
  readonly waiting: boolean;
}>(() => ({ paths: [], waiting: false }));

export function addStudentPath(path: StudentPath): void {
  studentStore.setState(({ paths }) => ({ paths: [...paths, path].slice(-mostPaths), waiting: false }));
}

export function clearStudentPaths(): void {
  studentStore.setState({ paths: [], waiting: false });
}
