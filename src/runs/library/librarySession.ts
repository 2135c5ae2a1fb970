/** What a person does with the library: every failure ends up in a store as a sentence. */
import {
  undoMilliseconds,
  type ListedRun,
  type RunChange,
  type RunView,
} from "../../../workers/protocol/library";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { defaultPreset, writeLink } from "../recipe/address";
import { branchStore, endBranch, roomForBranch, usualStage } from "./branchStore";
import { comparedRun, compareStore } from "./compareStore";
import { engineStore } from "../run/engineStore";
import { library } from "./libraryClient";
import { libraryStore, shownState } from "./libraryStore";
import { openRecipe, recipeStore } from "../recipe/recipeStore";
import { momentStore } from "../run/momentStore";
import { isUnderWay, type RunPhase } from "../run/runModel";
import { beginRun, receiveEvents, runStore } from "../run/runStore";
import { engine, startEngine } from "../run/session";
import { closeDialog, openDialog } from "../viewStore";
import { errorDataOf } from "../workerClient";

/** Asks for the runs anew. */
export async function refreshLibrary(): Promise<void> {
  try {
    libraryStore.setState({ ...(await library().call("list")), known: true });
  } catch (thrown) {
    libraryStore.setState({ problem: errorDataOf(thrown), known: true });
  }
}

/** Does something with the library, says what went wrong, and asks for the runs anew. */
async function withLibrary(work: () => Promise<void>): Promise<void> {
  libraryStore.setState({ problem: null });
  try {
    await work();
  } catch (thrown) {
    libraryStore.setState({ problem: errorDataOf(thrown) });
  }
  await refreshLibrary();
}

const presetOf = ({ preset }: ListedRun): string => (findPreset(preset) ? preset : defaultPreset);

/** Fills the page with a run as it was saved. */
function show(run: ListedRun, view: RunView): void {
  beginRun(run.recipe, presetOf(run), view.dataset);
  receiveEvents([
    { kind: "described", description: view.description },
    { kind: "progress", parts: view.parts },
    { kind: "curve", points: view.points },
    ...(view.buckets ? [{ kind: "buckets", buckets: view.buckets } as const] : []),
    ...view.images.map((images) => ({ kind: "images", images }) as const),
    ...view.accuracies.map((report) => ({ kind: "accuracy", report }) as const),
  ]);
}

/** How a run of the library that is not under way here stands. */
function shownPhase(run: ListedRun): RunPhase {
  if (run.held) return "elsewhere";
  const state = shownState(run);
  return state === "running" || state === "interrupted" ? "stopped" : state;
}

/** Shows a run of the library on the page, with its images, curves and accuracies. */
export async function openStored(id: string): Promise<void> {
  await withLibrary(async () => {
    const { run, view } = await library().call("open", id);
    show(run, view);
    runStore.setState({ phase: shownPhase(run), error: run.error, id, stored: run });
    closeDialog();
  });
}

/** Shows the run that another tab computes as it was saved meanwhile; the moment that is looked at stays. */
async function followShown(): Promise<void> {
  const { phase, stored } = runStore.getState();
  const now = libraryStore.getState().runs.find(({ id }) => id === stored?.id);
  if (phase !== "elsewhere" || !now) return;
  if (now.held && now.changed === stored?.changed) return;
  const { run, view } = await library().call("open", now.id);
  // Another run may have been begun or opened meanwhile.
  if (runStore.getState().stored !== stored) return;
  const { at } = momentStore.getState();
  show(run, view);
  runStore.setState({ phase: shownPhase(run), error: run.error, id: run.id, stored: run });
  momentStore.setState({ at });
}

/** Looks at what other tabs compute, where the page shows that one does. */
export async function lookElsewhere(): Promise<void> {
  const { phase } = runStore.getState();
  const isIdle = phase === "idle" && libraryStore.getState().runs.some(({ held }) => held);
  if (!isIdle && phase !== "elsewhere") return;
  await refreshLibrary();
  // What cannot be read while it is written is read the next time.
  await followShown().catch(() => undefined);
}

/** An engine that has lost its device or run out of memory is of no use to the next run. */
function engineIsSpent(): boolean {
  const spent = ["device-lost", "out-of-memory", "worker-died", "internal"];
  return engineStore.getState().status === "failed" || spent.includes(runStore.getState().error?.code ?? "");
}

/** Has an engine that is of use; false if there is none, why is then said already. */
export async function freshEngine(): Promise<boolean> {
  if (engineIsSpent()) await startEngine();
  return engineStore.getState().status === "ready";
}

/**
 * Takes a run up from its last checkpoint, in a new engine if the old one is spent.
 * @param anyway on another back end or version than before, too.
 */
export async function resumeStored(id: string, anyway = false): Promise<void> {
  await takeUpStored(id, anyway, (run) => {
    openRecipe(presetOf(run), run.recipe);
    closeDialog();
  });
}

/**
 * The same, which leaves the form and the dialogs as they are.
 * @param onOpened called once the run is on the page, before it goes on.
 */
export async function takeUpStored(
  id: string,
  anyway: boolean,
  onOpened: (run: ListedRun) => void = () => undefined,
): Promise<void> {
  if (isUnderWay(runStore.getState().phase)) return;
  if (!(await freshEngine())) return;
  let run: ListedRun | null = null;
  try {
    // A run that was stopped a moment ago may still be being saved.
    await engine().call("stop");
    const opened = await library().call("open", id);
    run = opened.run;
    show(run, opened.view);
    runStore.setState({ id });
    onOpened(run);
    await engine().call("takeUp", id, anyway);
  } catch (thrown) {
    const error = errorDataOf(thrown);
    // Another tab was quicker: here the run is looked at.
    if (run && error.code === "in-use")
      runStore.setState({ phase: "elsewhere", error, id, stored: { ...run, held: true } });
    else runStore.setState({ phase: "failed", error, id, stored: run });
  }
  await refreshLibrary();
}

/** The query part of a link to the recipe of a run, on the back end that computed it. */
export function linkOf(run: ListedRun): string {
  const choice =
    run.backends.find((name) => name === "webgpu" || name === "wasm" || name === "cpu") ?? "auto";
  return writeLink({ choice, threads: null }, presetOf(run), run.recipe);
}

/** Puts the recipe of a run into the form. */
export function cloneRecipe(run: ListedRun): void {
  openRecipe(presetOf(run), run.recipe);
  closeDialog();
}

/**
 * Puts the recipe of a run into the form, to redo its last stages otherwise, or to add one where all of them are kept.
 * @param stage the last that is kept; left out: as many as leave one to be redone.
 */
export function prepareBranch(run: ListedRun, stage = usualStage(run)): void {
  if (stage === undefined) return;
  openRecipe(presetOf(run), roomForBranch(run.recipe, stage));
  closeDialog();
  branchStore.setState({ parent: run, stage });
}

/** Begins the branch that was prepared, with the recipe in the form. */
export async function startBranch(): Promise<void> {
  const { parent, stage } = branchStore.getState();
  const { recipe } = recipeStore.getState();
  if (!parent || !recipe) return;
  await branchStored(parent, stage, recipe, `${parent.name}, from stage ${stage}`);
}

/** Makes a branch of a run and takes it up. */
export async function branchStored(
  { id }: ListedRun,
  from: number | "checkpoint",
  recipe: Recipe,
  name: string,
): Promise<void> {
  try {
    const child = await library().call("branch", id, from, recipe, name.slice(0, 200));
    endBranch();
    await resumeStored(child);
  } catch (thrown) {
    runStore.setState({ phase: "failed", error: errorDataOf(thrown), id: null, stored: null });
  }
}

/** Lays runs beside each other. */
export async function compareStored(ids: readonly string[]): Promise<void> {
  await withLibrary(async () => {
    const opened = await Promise.all(ids.map((id) => library().call("open", id)));
    compareStore.setState({ runs: opened.map(({ run, view }) => comparedRun(run, view)) });
    openDialog("compare");
  });
}

/** Names, notes and tags. */
export async function changeStored(id: string, change: RunChange): Promise<void> {
  await withLibrary(() => library().call("change", id, change));
}

/** Ends of the time in which runs can be brought back, by their ids. */
const forgetting = new Map<string, ReturnType<typeof setTimeout>>();

/** A run that was deleted cannot, or need not, be brought back any more. */
function forgetDeleted(id: string): void {
  clearTimeout(forgetting.get(id));
  forgetting.delete(id);
  libraryStore.setState(({ deleted }) => ({ deleted: deleted.filter((run) => run.id !== id) }));
}

/** Deletes a run; for a few seconds it can be brought back. */
export async function deleteStored({ id, name }: ListedRun): Promise<void> {
  await withLibrary(async () => {
    await library().call("remove", id);
    libraryStore.setState(({ deleted }) => ({ deleted: [...deleted, { id, name }] }));
    const end = setTimeout(() => {
      forgetDeleted(id);
      void refreshLibrary();
    }, undoMilliseconds);
    forgetting.set(id, end);
  });
}

/** Brings a run back that was deleted a moment ago. */
export async function undoDelete(id: string): Promise<void> {
  forgetDeleted(id);
  await withLibrary(() => library().call("bringBack", id));
}

/** Takes run bundles in; those that are no such are refused with a sentence. */
export async function importBundles(files: readonly File[]): Promise<void> {
  await withLibrary(async () => {
    for (const file of files) await library().call("importBundle", file);
  });
}

/** Takes the sentence about what went wrong away. */
export function dismissProblem(): void {
  libraryStore.setState({ problem: null });
}

/** Milliseconds between two looks at what other tabs compute. */
const lookEvery = 3000;

/** Looks for runs that were interrupted, and follows how the run of this page, and of others, is saved. Once. */
export function openLibrary(): void {
  void refreshLibrary();
  setInterval(() => {
    if (document.visibilityState === "visible") void lookElsewhere();
  }, lookEvery);
  // The page before this one may hold its run for a moment longer than this one takes to ask.
  engineStore.subscribe((now, before) => {
    if (now.status === "ready" && before.status !== "ready") void refreshLibrary();
  });
  runStore.subscribe((run, before) => {
    const rests = run.phase !== before.phase && run.phase !== "starting" && run.phase !== "running";
    if (rests || run.id !== before.id) void refreshLibrary();
  });
}
