/**
 * The session: the engine client together with the stores. Everything that the page asks of the worker goes through
 * here; every failure ends up in a store as a sentence.
 */
import { proxy } from "comlink";
import type { ExportedFile, ExportKind, ExportOptions, StepReach } from "../../../workers/protocol/api";
import type { HeldMemory } from "../../../workers/protocol/device";
import type { GivenFile } from "../../../workers/protocol/data";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { RunOrigin } from "../../../workers/protocol/library";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import type { RunResult } from "../../../workers/protocol/result";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { readAddress } from "../recipe/address";
import { chooseBenchList } from "../benchStore";
import { dataStore } from "../data/dataStore";
import { createDistillWorker, EngineClient, type ApiMethod } from "./engineClient";
import { engineStore } from "./engineStore";
import { followForecast } from "./forecastStore";
import { followAddress } from "../recipe/formAddress";
import { learnStore, startTour, studentStore } from "../learnStore";
import { playRecorded } from "./recordedPlayer";
import { askToPersist, library } from "../library/libraryClient";
import { freeName, libraryStore } from "../library/libraryStore";
import { fitRecipe } from "../recipe/fitRecipe";
import { openRecipe, recipeStore } from "../recipe/recipeStore";
import { isUnderWay } from "./runModel";
import { beginRun, failRun, receiveEvents, runStore } from "./runStore";
import { openDialog } from "../viewStore";
import { errorDataOf as dataOf, toStudioError } from "../workerClient";

let client: EngineClient | null = null;
/** Counts descriptions, so that a late answer does not replace a newer one. */
let descriptions = 0;
/** What was described last, so that other changes of the form do not ask for it again. */
let described = "";

/** @throws Error before the session is opened. */
export function engine(): EngineClient {
  if (!client) throw new Error("the engine is called before it was started");
  return client;
}

function onDeath(error: StudioErrorData): void {
  engineStore.setState({ status: "failed", device: null, error });
  dataStore.setState({ busy: null });
  if (isUnderWay(runStore.getState().phase)) failRun(error);
}

/** Starts a worker, or a new one in place of the old, and has its back end chosen and tested. */
export async function startEngine(): Promise<void> {
  client?.dispose();
  const mine = new EngineClient(createDistillWorker(), { onEvents: receiveEvents, onDeath });
  client = mine;
  engineStore.setState({ status: "starting", device: null, error: null, spent: false });
  try {
    const { choice, threads } = engineStore.getState();
    const device = await mine.call("prepare", choice, threads);
    await giveFiles(mine);
    engineStore.setState({ status: "ready", device });
    mournRun();
    await describeData();
  } catch (thrown) {
    if (client === mine) engineStore.setState({ status: "failed", error: dataOf(thrown) });
  }
}

/** Gives a new engine the files of the one before; some that are gone meanwhile are no reason to have no engine. */
async function giveFiles(to: EngineClient): Promise<void> {
  const { files } = dataStore.getState();
  if (!files.length) return;
  try {
    await to.call("loadFiles", files);
  } catch (thrown) {
    const refused = dataOf(thrown);
    if (refused.code === "worker-died") throw thrown;
    dataStore.setState({ files: [], refused });
  }
}

/** Says, once a new engine is there, what became of the run that the old one held. */
function mournRun(): void {
  if (runStore.getState().error?.code !== "worker-died") return;
  failRun({
    code: "worker-died",
    message: "The run ended when the engine stopped; a new engine is ready.",
    hint: "It can be resumed from its last checkpoint; settings and files are kept.",
  });
}

const dataKey = (recipe: Recipe): string => JSON.stringify([recipe.data, recipe.seed]);

/** Asks the worker what the recipe's data look like. */
async function describeData(): Promise<void> {
  const { recipe } = recipeStore.getState();
  if (!recipe || engineStore.getState().status !== "ready") return;
  const mine = ++descriptions;
  described = dataKey(recipe);
  dataStore.setState({ busy: "describing", decoded: null });
  const tell = (done: number, total: number): void => {
    if (mine === descriptions) dataStore.setState({ decoded: { done, total } });
  };
  try {
    const dataset = await engine().call("describeData", recipe.data, recipe.seed, proxy(tell));
    if (mine === descriptions) dataStore.setState({ dataset, missing: null, busy: null });
  } catch (thrown) {
    if (mine === descriptions) dataStore.setState({ missing: dataOf(thrown), busy: null });
  }
}

/** Has files read; if they are refused, everything stays as it was and the reason is shown. */
export async function loadFiles(files: readonly GivenFile[]): Promise<void> {
  dataStore.setState({ busy: "reading", refused: null });
  try {
    const loaded = await engine().call("loadFiles", files);
    dataStore.setState({ files, refused: null, busy: null });
    fitRecipe(loaded);
    await describeData();
  } catch (thrown) {
    dataStore.setState({ refused: dataOf(thrown), busy: null });
  }
}

/** Takes the sentence about refused files away. */
export function dismissRefusal(): void {
  dataStore.setState({ refused: null });
}

/** Begins a run of the recipe in the form. */
export async function startRun(): Promise<void> {
  const { recipe, preset } = recipeStore.getState();
  const name = freeName(findPreset(preset)?.title ?? preset, libraryStore.getState().runs);
  if (recipe) await runRecipe(recipe, { name, preset });
}

/** Begins a run of a recipe, which need not be the one in the form. */
export async function runRecipe(recipe: Recipe, origin: RunOrigin): Promise<void> {
  void askToPersist();
  beginRun(recipe, origin.preset, dataStore.getState().dataset);
  try {
    if (engineStore.getState().spent) await startEngine();
    if (dataKey(recipe) !== described) {
      // A study goes on without its files, where they were kept.
      const dataset = await engine()
        .call(
          "describeData",
          recipe.data,
          recipe.seed,
          proxy(() => undefined),
        )
        .catch(() => null);
      runStore.setState({ dataset });
    }
    const id = await engine().call("start", recipe, origin);
    runStore.setState({ id });
  } catch (thrown) {
    failRun(dataOf(thrown));
  }
}

/** Asks something of the run; the answer comes as a state event, a failure fails it. */
async function askOfRun(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    const error = toStudioError(thrown);
    if (error.code !== "worker-died") failRun(error.toData());
  }
}

/** Pauses, resumes, stops or saves the run. */
export const controlRun = (method: ApiMethod & ("pause" | "resume" | "stop" | "saveNow")): Promise<void> =>
  askOfRun(() => engine().call(method));

/** Has a paused run go on for one iteration, or to the end of the part under way. */
export const stepRun = (reach: StepReach): Promise<void> => askOfRun(() => engine().call("step", reach));

/** Has the student of the next iteration shown; where the method has none, or no run is under way, nothing comes. */
export async function watchStudent(): Promise<void> {
  studentStore.setState({ waiting: true });
  try {
    await engine().call("watchStudent");
  } catch {
    studentStore.setState({ waiting: false });
  }
}

/** What the engine holds in memory now; null where there is none to ask. */
export async function heldMemory(): Promise<HeldMemory | null> {
  return (await client?.call("heldMemory").catch(() => null)) ?? null;
}

/** The record of the run so far; null if there is none, or no engine to ask. */
export async function runResult(): Promise<RunResult | null> {
  return await engine()
    .call("result")
    .catch(() => null);
}

/**
 * Has the worker make a file of what was distilled.
 * @throws StudioError as the worker reports it.
 */
export function exportFile(what: ExportKind, options: ExportOptions): Promise<ExportedFile> {
  const { stored } = runStore.getState();
  return stored
    ? library().call("exportStored", stored.id, what, options)
    : engine().call("exportFile", what, options);
}

/** Milliseconds without a change after which the address and the data follow the form. */
const settle = 300;

function followForm(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  recipeStore.subscribe(({ recipe }) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      followAddress();
      if (recipe && dataKey(recipe) !== described) void describeData();
    }, settle);
  });
}

/** Where a run is not saved it is lost when the page is left: the browser asks first. */
function guardRun(): void {
  addEventListener("beforeunload", (event) => {
    const { phase, id, unsaved } = runStore.getState();
    if (isUnderWay(phase) && (id === null || unsaved)) event.preventDefault();
  });
}

/** Reads the address and starts the engine. Once. */
export function openSession(): void {
  const { choice, threads, preset, recipe, lesson, open, notes } = readAddress(location.search);
  engineStore.setState({ choice, threads });
  learnStore.setState({ lesson, presenting: open.presenting });
  const rest = notes.length > 0 ? ["Everything else in the address is used."] : [];
  openRecipe(preset, recipe, [...notes, ...rest]);
  followForm();
  followForecast();
  guardRun();
  void startEngine();
  if (open.tour) startTour();
  if (open.bench) {
    chooseBenchList(open.bench);
    openDialog("device");
  }
  if (open.recorded) void playRecorded();
}
