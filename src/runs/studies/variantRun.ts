/**
 * One variant of a study, run to its end: taken up where it was interrupted if the library has its run, else begun.
 * Where the engine itself failed, it goes on from its last checkpoint in a new one, once.
 */
import type { StudioErrorCode, StudioErrorData } from "../../../workers/protocol/errors";
import { experimentRows, type Variant } from "../../../workers/protocol/experiments/experiment";
import { runOfVariant, type Outcome, type Study } from "../../../workers/protocol/experiments/study";
import type { RunResult } from "../../../workers/protocol/result";
import { engineStore } from "../run/engineStore";
import { library } from "../library/libraryClient";
import { takeUpStored } from "../library/librarySession";
import type { RunPhase } from "../run/runModel";
import { runStore } from "../run/runStore";
import { runRecipe, runResult, startEngine } from "../run/session";
import { storedRuns } from "./studyClient";

/** What became of a variant: something for good, or a reason for the study to rest; null where a person stopped it. */
export type VariantEnd =
  | { readonly outcome: Outcome; readonly problem: null }
  | { readonly outcome: null; readonly problem: StudioErrorData | null };

/** Nothing is wrong with the run: a new engine takes it up. */
const engineFailed: readonly StudioErrorCode[] = ["device-lost", "worker-died", "internal"];
/** The other variants would fail in the same way, until a person has done something about it. */
const needsPerson: readonly StudioErrorCode[] = ["in-use", "other-engine", "no-data", "unsupported"];

const resting: readonly RunPhase[] = ["finished", "stopped", "failed", "elsewhere"];

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

/** What keeps the engine from computing, once a new one has been started if need be; null if nothing does. */
async function engineProblem(): Promise<StudioErrorData | null> {
  const spent: readonly StudioErrorCode[] = [...engineFailed, "out-of-memory"];
  const code = runStore.getState().error?.code;
  const isSpent = engineStore.getState().status !== "ready" || (code !== undefined && spent.includes(code));
  if (isSpent) await startEngine();
  const { status, error } = engineStore.getState();
  if (status === "ready") return null;
  return error ?? { code: "internal", message: "There is no engine.", hint: "Restart it, then go on." };
}

function finished(study: Study, variant: Variant, result: RunResult): VariantEnd {
  const rows = experimentRows(study.rows, variant, result);
  return rows.length > 0
    ? { outcome: { state: "finished", rows }, problem: null }
    : { outcome: { state: "failed", reason: "The run ended without an accuracy." }, problem: null };
}

/**
 * Runs a variant.
 * @param isSkipped asked when the run was stopped: whether the study goes on without it.
 */
export async function runVariant(
  study: Study,
  variant: Variant,
  isSkipped: () => boolean,
): Promise<VariantEnd> {
  const damaged = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const entry = runOfVariant(study, variant, await storedRuns());
    const found = entry && !damaged.has(entry.id) ? entry : null;
    if (found?.state === "finished") {
      const result = await library()
        .call("result", found.id)
        .catch(() => null);
      if (result) return finished(study, variant, result);
      damaged.add(found.id);
      continue;
    }
    const problem = await engineProblem();
    if (problem) return { outcome: null, problem };
    if (found) await takeUpStored(found.id, false);
    else {
      const name = `${study.title}: ${variant.title}`.slice(0, 200);
      const part = { id: study.id, variant: variant.name };
      await runRecipe(variant.recipe, { name, preset: study.preset, study: part });
    }
    const phase = await runEnd();
    const result = phase === "finished" ? await runResult() : null;
    if (result) return finished(study, variant, result);
    if (phase === "stopped")
      return isSkipped()
        ? { outcome: { state: "skipped" }, problem: null }
        : { outcome: null, problem: null };
    const error = runStore.getState().error;
    if (!error) return { outcome: null, problem: null };
    if (found && error.code === "bad-file") damaged.add(found.id);
    else if (needsPerson.includes(error.code)) return { outcome: null, problem: error };
    else if (attempt > 1 || !engineFailed.includes(error.code))
      return { outcome: { state: "failed", reason: error.message }, problem: null };
  }
}
