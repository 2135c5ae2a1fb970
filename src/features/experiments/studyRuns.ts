/** The variants of a study with what came of each, and how each stands in words. */
import type { ExperimentRow, Variant } from "../../../workers/protocol/experiments/experiment";
import { runOfVariant, type Outcome, type Study } from "../../../workers/protocol/experiments/study";
import type { ListedRun } from "../../../workers/protocol/library";

export interface StudyRun {
  readonly variant: Variant;
  readonly outcome: Outcome | null;
  readonly rows: readonly ExperimentRow[];
  /** "running", "waiting", "interrupted at 41 %", "skipped", or the sentence that says why it failed. */
  readonly words: string;
  /** The same in one word. */
  readonly word: string;
  /** Id of its finished run in the library; null if there is none. */
  readonly openable: string | null;
}

/** @param current name of the variant under way; null while the study rests */
export function studyRuns(
  study: Study,
  current: string | null,
  library: readonly ListedRun[],
): readonly StudyRun[] {
  return study.variants.map((variant) => {
    const outcome = study.outcomes[variant.name] ?? null;
    const run = runOfVariant(study, variant, library);
    const word = wordFor(outcome, variant.name === current, run);
    return {
      variant,
      outcome,
      rows: outcome?.state === "finished" ? outcome.rows : [],
      word,
      words:
        outcome?.state === "failed"
          ? `failed: ${outcome.reason}`
          : word === "interrupted"
            ? `interrupted at ${Math.floor(100 * (run?.progress ?? 0))} %`
            : word,
      openable: run?.state === "finished" ? run.id : null,
    };
  });
}

function wordFor(outcome: Outcome | null, isCurrent: boolean, run: ListedRun | null): string {
  if (outcome) return outcome.state;
  if (isCurrent) return "running";
  return run ? "interrupted" : "waiting";
}
