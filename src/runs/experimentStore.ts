/**
 * An experiment under way: its variants are run one after the other, in the page's one worker; each adds its lines to
 * the table and its grid of images. It ends early where a run is stopped or fails, and keeps what it has.
 */
import { createStore } from "zustand/vanilla";
import {
  experimentRows,
  type Experiment,
  type ExperimentRow,
  type Variant,
} from "../../workers/protocol/experiments/experiment";
import { refusal } from "../../workers/protocol/experiments/experiments";
import { recipeStore } from "./recipeStore";
import type { RunPhase } from "./runModel";
import { runStore } from "./runStore";
import { exportFile, runRecipe, runResult } from "./session";

/** The union of a finished variant as a picture. */
export interface VariantGrid {
  readonly title: string;
  /** Object URL of a PNG; given back when the next experiment begins. */
  readonly url: string;
}

export interface ExperimentModel {
  readonly experiment: Experiment | null;
  readonly variants: readonly Variant[];
  /** Place of the variant under way. */
  readonly current: number;
  readonly state: "none" | "running" | "finished" | "ended";
  readonly rows: readonly ExperimentRow[];
  readonly grids: readonly VariantGrid[];
}

export const experimentStore = createStore<ExperimentModel>(() => ({
  experiment: null,
  variants: [],
  current: 0,
  state: "none",
  rows: [],
  grids: [],
}));

const resting: readonly RunPhase[] = ["finished", "stopped", "failed"];

/** Resolves when the run under way rests for good, to how it ended. */
function runEnd(): Promise<RunPhase> {
  const { phase } = runStore.getState();
  if (resting.includes(phase)) return Promise.resolve(phase);
  return new Promise((resolve) => {
    const unsubscribe = runStore.subscribe(({ phase: now }) => {
      if (!resting.includes(now)) return;
      unsubscribe();
      resolve(now);
    });
  });
}

async function gridOf(title: string): Promise<VariantGrid | null> {
  const file = await exportFile({ kind: "grid", stage: "union" }, { scale: 4, labels: true }).catch(
    () => null,
  );
  return file && { title, url: URL.createObjectURL(new Blob([file.bytes], { type: file.type })) };
}

/** Runs an experiment on the recipe in the form; resolves when it has ended. */
export async function runExperiment(experiment: Experiment): Promise<void> {
  const { recipe, preset } = recipeStore.getState();
  if (!recipe || refusal(experiment, recipe) || experimentStore.getState().state === "running") return;
  for (const { url } of experimentStore.getState().grids) URL.revokeObjectURL(url);
  const variants = experiment.variants(recipe);
  experimentStore.setState({ experiment, variants, current: 0, state: "running", rows: [], grids: [] });
  for (const [current, variant] of variants.entries()) {
    experimentStore.setState({ current });
    await runRecipe(variant.recipe, preset, `${experiment.title}: ${variant.title}`);
    const phase = await runEnd();
    const result = phase === "finished" ? await runResult() : null;
    if (!result) return experimentStore.setState({ state: "ended" });
    const grid = await gridOf(variant.title);
    experimentStore.setState(({ rows, grids }) => ({
      rows: [...rows, ...experimentRows(experiment.rows, variant, result)],
      grids: grid ? [...grids, grid] : grids,
    }));
  }
  experimentStore.setState({ state: "finished" });
}
