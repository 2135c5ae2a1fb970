/** The library as the page shows it: the runs, the room they take, and those that were just deleted. */
import { createStore } from "zustand/vanilla";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { LibraryContent, ListedRun } from "../../../workers/protocol/library";
import type { DataSetName } from "../../../workers/protocol/recipe/recipe";

export interface LibraryModel extends LibraryContent {
  /** False until the worker has answered for the first time. */
  readonly known: boolean;
  /** What just went wrong: a run that could not be opened, a bundle that was refused. */
  readonly problem: StudioErrorData | null;
  /** Can still be brought back. */
  readonly deleted: readonly Pick<ListedRun, "id" | "name">[];
}

export const libraryStore = createStore<LibraryModel>(() => ({
  runs: [],
  use: { used: null, left: null, persistent: null },
  refusal: null,
  known: false,
  problem: null,
  deleted: [],
}));

/** What a run's state is to a person: one that says it is running but that no tab computes was interrupted. */
export type ShownState = "running" | "interrupted" | "stopped" | "finished" | "failed";

export function shownState({ state, held }: Pick<ListedRun, "state" | "held">): ShownState {
  if (held && (state === "running" || state === "paused")) return "running";
  return state === "running" || state === "paused" ? "interrupted" : state;
}

/** What a new run is called: as its preset, with a number where there is such a run already. */
export function freeName(title: string, runs: readonly Pick<ListedRun, "name">[]): string {
  const taken = new Set(runs.map(({ name }) => name));
  let name = title;
  for (let number = 2; taken.has(name); number++) name = `${title} ${number}`;
  return name;
}

/** It can go on as it is; one that diverged would do so again. */
export function canGoOn({ resumable, error }: Pick<ListedRun, "resumable" | "error">): boolean {
  return resumable && error?.code !== "diverged";
}

/** The runs to be offered when the page is opened, the newest first; a study offers its own with itself. */
export function interruptedRuns(runs: readonly ListedRun[]): readonly ListedRun[] {
  return runs.filter((run) => shownState(run) === "interrupted" && !run.study);
}

/** The runs that other tabs compute, the newest first. */
export function runsElsewhere(runs: readonly ListedRun[]): readonly ListedRun[] {
  return runs.filter((run) => shownState(run) === "running");
}

/** The run offered when the page is opened that is on the data set of a recipe, whose files need not be given for it. */
export function waitingOn(set: DataSetName | undefined, runs: readonly ListedRun[]): ListedRun | undefined {
  const [run] = interruptedRuns(runs);
  return run?.resumable && run.recipe.data.set === set ? run : undefined;
}
