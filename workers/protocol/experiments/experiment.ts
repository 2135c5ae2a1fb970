/** An experiment: one question, answered by running variants of a recipe and laying their accuracies side by side. */
import type { Accuracy } from "../events";
import type { Schedule } from "../recipe/evaluation";
import type { Recipe } from "../recipe/recipe";
import type { RunResult } from "../result";
import type { SweepAxis, SweepValue } from "./sweep-values";

export interface Variant {
  /** Short and fit for a folder's name: "no-transition". */
  readonly name: string;
  readonly title: string;
  readonly recipe: Recipe;
  /** Its place in a sweep: a value for each axis. */
  readonly values?: readonly SweepValue[];
}

/** A combination of a sweep that is not run, and why. */
export interface LeftOut {
  readonly title: string;
  readonly values: readonly SweepValue[];
  readonly reason: string;
}

/** Which accuracies of a run belong into the table: the last one, those after every stage, or all schedules'. */
export type RowChoice = "final" | "by-stage" | "schedules";

export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** What it asks, and which table of which paper asks the same. */
  readonly question: string;
  readonly rows: RowChoice;
  /** Of a sweep: what it goes over. */
  readonly axes?: readonly SweepAxis[];
  /** Why a recipe is no base for it, as a sentence; null if it is one. */
  readonly refuse: (base: Recipe) => string | null;
  /** Recipes by name; each is the base with some settings changed. */
  readonly variants: (base: Recipe) => readonly Variant[];
  /** Of a sweep: the combinations that are no valid recipe. */
  readonly leftOut?: (base: Recipe) => readonly LeftOut[];
}

/** One line of an experiment's table. */
export interface ExperimentRow {
  readonly variant: string;
  readonly title: string;
  readonly schedule: Schedule;
  readonly stages: number;
  readonly totalIpc: number;
  readonly accuracy: Accuracy;
  /** Random real images at the same total IPC, if they were evaluated. */
  readonly random: Accuracy | null;
  /** Seconds of computing of the whole run. */
  readonly seconds: number;
}

/** The lines that a finished run adds to the table. */
export function experimentRows(choice: RowChoice, variant: Variant, result: RunResult): ExperimentRow[] {
  const { random } = result.baselines;
  const { ipc } = variant.recipe.stages;
  const ofRecipe = result.evaluation.filter(({ network }) => network === result.evaluation[0]?.network);
  return ofRecipe
    .filter(({ schedule }) => choice === "schedules" || schedule === "progressive")
    .flatMap(({ schedule, byStage }) =>
      (choice === "final" ? byStage.slice(-1) : byStage).map(({ totalIpc, accuracy }) => ({
        variant: variant.name,
        title: variant.title,
        schedule,
        stages: totalIpc / ipc,
        totalIpc,
        accuracy,
        random: random?.byStage.find((step) => step.totalIpc === totalIpc)?.accuracy ?? null,
        seconds: result.seconds.total,
      })),
    );
}
