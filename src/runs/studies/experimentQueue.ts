/**
 * Goes through the runs of an experiment or a sweep, one after the other, in the page's one worker. What came of each is
 * kept at once, so that the study goes on where it was after it was stopped, or the page was loaded anew.
 */
import type { ExportedFile } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { Experiment, Variant } from "../../../workers/protocol/experiments/experiment";
import { refusal } from "../../../workers/protocol/experiments/experiments";
import {
  newStudy,
  runOfVariant,
  waitingVariants,
  type Outcome,
  type Study,
} from "../../../workers/protocol/experiments/study";
import type { ListedRun } from "../../../workers/protocol/library";
import { experimentStore, putStudy, showExperimentPage, type ExperimentModel } from "./experimentStore";
import { library } from "../library/libraryClient";
import { recipeStore } from "../recipe/recipeStore";
import { runStore } from "../run/runStore";
import { controlRun, exportFile } from "../run/session";
import { holdingStudy, keepStudy, keptStudies, storedRuns } from "./studyClient";
import { runVariant } from "./variantRun";

/** The run that is stopped now is left out, and the study goes on. */
let isSkipping = false;
/** The study rests after the run under way, however that ends. */
let isStopping = false;

const underWayElsewhere: StudioErrorData = {
  code: "in-use",
  message: "These runs are under way in another tab.",
  hint: "Go on there, or close that tab first.",
};

const isRunning = (): boolean => experimentStore.getState().state === "running";

/** Begins an experiment or a sweep on the recipe in the form; resolves when it rests. */
export async function beginStudy(experiment: Experiment): Promise<void> {
  const { recipe, preset } = recipeStore.getState();
  if (!recipe || refusal(experiment, recipe) || isRunning()) return;
  const study = newStudy(experiment, recipe, { id: crypto.randomUUID(), created: Date.now(), preset });
  await goThrough(study);
}

/** Goes on with the study on the page where it was; resolves when it rests. */
export async function resumeStudy(): Promise<void> {
  const { study } = experimentStore.getState();
  if (study) await goThrough(study);
}

/** The study with what came of its variants in other tabs meanwhile. */
async function withKept(study: Study): Promise<Study> {
  const kept = (await keptStudies()).find(({ id }) => id === study.id);
  return { ...study, outcomes: { ...study.outcomes, ...kept?.outcomes } };
}

/** The study without what came of a variant; one that is finished stays so. */
function withoutOutcome(study: Study, name: string): Study {
  const { [name]: outcome, ...outcomes } = study.outcomes;
  return outcome?.state === "finished" ? study : { ...study, outcomes };
}

/** @param again name of a variant that is run once more, though it has failed or was skipped. */
async function goThrough(before: Study, again: string | null = null): Promise<void> {
  if (isRunning()) return;
  isSkipping = false;
  isStopping = false;
  const isSame = experimentStore.getState().study?.id === before.id;
  if (isSame) experimentStore.setState({ state: "running", current: null, problem: null });
  else putStudy(before, "running");
  try {
    const isMine = await holdingStudy(before.id, async () => {
      const kept = await withKept(before);
      const study = { ...(again === null ? kept : withoutOutcome(kept, again)), closed: false };
      experimentStore.setState({ study });
      await keepStudy(study);
      for (const variant of waitingVariants(study)) {
        if (isStopping || !(await goThroughVariant(variant))) break;
      }
    });
    if (!isMine) experimentStore.setState({ problem: underWayElsewhere });
  } finally {
    experimentStore.setState({ state: "resting", current: null });
  }
  await refreshStudies();
}

/** @returns false where the study rests after it. */
async function goThroughVariant(variant: Variant): Promise<boolean> {
  const { study } = experimentStore.getState();
  if (!study) return false;
  isSkipping = false;
  experimentStore.setState({ current: variant.name });
  const { outcome, problem } = await runVariant(study, variant, () => isSkipping);
  if (!outcome) experimentStore.setState({ problem });
  else await settle(variant.name, outcome);
  if (outcome?.state === "finished") await loadGrids();
  return outcome !== null;
}

/** Writes down what came of a variant; the last one closes the study. */
async function settle(name: string, outcome: Outcome): Promise<void> {
  const { study } = experimentStore.getState();
  if (!study) return;
  const next = { ...study, outcomes: { ...study.outcomes, [name]: outcome } };
  const settled = { ...next, closed: waitingVariants(next).length === 0 };
  experimentStore.setState({ study: settled });
  await keepStudy(settled);
}

/** Leaves the run under way out and goes on with the next. */
export function skipRun(): void {
  isSkipping = true;
  void controlRun("stop");
}

/** Stops the run under way and with it the study; both can go on from there. */
export function stopStudy(): void {
  isStopping = true;
  void controlRun("stop");
}

/** Runs a variant that was skipped or has failed once more, with all that are still waiting. */
export async function repeatVariant(name: string): Promise<void> {
  const { study } = experimentStore.getState();
  if (study) await goThrough(study, name);
}

/** Takes the study off the page; it is not offered any more, but its results stay. */
export async function putAwayStudy(): Promise<void> {
  const { study } = experimentStore.getState();
  if (!study || isRunning()) return;
  putStudy(null, "none");
  // Where another tab goes through it, that one writes down what comes of it.
  await holdingStudy(study.id, async () => keepStudy({ ...(await withKept(study)), closed: true }));
  await refreshStudies();
}

/** Shows a study that was kept. */
export async function openStudy(id: string): Promise<void> {
  const study = experimentStore.getState().kept.find((each) => each.id === id);
  if (!study || isRunning()) return;
  // There is nothing to be done about one that is closed: it is looked at in its dialog alone.
  putStudy(study, study.closed ? "none" : "resting");
  await loadGrids();
}

/** Forgets a study; its runs stay in the library. */
export async function forgetStudy(id: string): Promise<void> {
  if (isRunning()) return;
  await library()
    .call("removeStudy", id)
    .catch(() => undefined);
  if (experimentStore.getState().study?.id === id) putStudy(null, "none");
  await refreshStudies();
}

/** Asks for the studies that are kept anew. */
export async function refreshStudies(): Promise<void> {
  experimentStore.setState({ kept: await keptStudies() });
}

/** Milliseconds for which the results of a study are news. */
const newsFor = 12 * 3_600_000;

/** Looks for a study that was interrupted, and offers it; where there is news, results are shown first. Once. */
export async function findStudies(now = Date.now()): Promise<void> {
  await refreshStudies();
  const { kept, study } = experimentStore.getState();
  const open = kept.find(({ closed, held }) => !closed && !held);
  if (open && !study) putStudy(open, "resting");
  if (open || kept.some(({ created }) => now - created < newsFor)) showExperimentPage("results");
}

/** The union of a variant as a file; null where the library has no such run, or the engine holds another. */
async function gridFile(
  study: Study,
  variant: Variant,
  runs: readonly ListedRun[],
): Promise<ExportedFile | null> {
  const what = { kind: "grid", stage: "union" } as const;
  const options = { scale: 4, labels: true };
  const run = runOfVariant(study, variant, runs);
  const { id, phase } = runStore.getState();
  // A run that is not kept is there as long as the engine holds it.
  const isHeld = id === null && phase === "finished" && experimentStore.getState().current === variant.name;
  if (run?.state === "finished") return await library().call("exportStored", run.id, what, options);
  return isHeld ? await exportFile(what, options) : null;
}

/** Draws the images of the finished variants of an experiment; those of a sweep are too many. */
export async function loadGrids(): Promise<void> {
  const { study } = experimentStore.getState();
  if (!study || study.axes.length > 0) return;
  const runs = await storedRuns();
  const isDrawn = ({ grids }: ExperimentModel, name: string): boolean =>
    grids.some(({ variant }) => variant === name);
  for (const variant of study.variants) {
    if (isDrawn(experimentStore.getState(), variant.name)) continue;
    const file = await gridFile(study, variant, runs).catch(() => null);
    if (!file) continue;
    const now = experimentStore.getState();
    if (now.study?.id !== study.id || isDrawn(now, variant.name)) continue;
    const url = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
    const grid = { variant: variant.name, title: variant.title, url };
    experimentStore.setState({ grids: [...now.grids, grid] });
  }
}
