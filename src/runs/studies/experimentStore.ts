/** The experiment or sweep on the page: how far it is, the ones that are kept, and which part of its dialog is shown. */
import { createStore } from "zustand/vanilla";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { ListedStudy, Outcome, Study } from "../../../workers/protocol/experiments/study";

/** The union of a finished variant as a picture. */
interface VariantGrid {
  /** Name of the variant. */
  readonly variant: string;
  readonly title: string;
  /** Object URL of a PNG; given back when another study takes the page. */
  readonly url: string;
}

export type ExperimentPage = "experiments" | "sweep" | "results";

export interface ExperimentModel {
  /** Null before any. */
  readonly study: Study | null;
  /** "none" also while a study is only looked at. */
  readonly state: "none" | "running" | "resting";
  /** Name of the variant under way. */
  readonly current: string | null;
  /** What keeps the study from going on by itself; null if nothing does. */
  readonly problem: StudioErrorData | null;
  /** The newest first. */
  readonly kept: readonly ListedStudy[];
  readonly grids: readonly VariantGrid[];
  readonly shown: ExperimentPage;
}

export const experimentStore = createStore<ExperimentModel>(() => ({
  study: null,
  state: "none",
  current: null,
  problem: null,
  kept: [],
  grids: [],
  shown: "experiments",
}));

/** Shows a part of the dialog. */
export function showExperimentPage(shown: ExperimentPage): void {
  experimentStore.setState({ shown });
}

/** "2 of 4 runs are finished, 1 skipped", "all runs are finished". */
export function studyProgress({ variants, outcomes }: Study): string {
  const count = (state: Outcome["state"]): number =>
    variants.filter(({ name }) => outcomes[name]?.state === state).length;
  const finished = count("finished");
  if (finished === variants.length) return "all runs are finished";
  const others = (["failed", "skipped"] as const).filter((state) => count(state) > 0);
  const rest = others.map((state) => `, ${count(state)} ${state}`).join("");
  return `${finished} of ${variants.length} runs are finished${rest}`;
}

/** Puts a study on the page in place of the one before; null: none. */
export function putStudy(study: Study | null, state: ExperimentModel["state"]): void {
  for (const { url } of experimentStore.getState().grids) URL.revokeObjectURL(url);
  experimentStore.setState({ study, state, current: null, problem: null, grids: [] });
}
