/**
 * The session: the engine client together with the stores. Everything that the page asks of the worker goes through
 * here; every failure ends up in a store as a sentence.
 */
import type { ExportedFile, ExportKind, ExportOptions } from "../../workers/protocol/api";
import type { StudioErrorData } from "../../workers/protocol/errors";
import { findPreset } from "../../workers/protocol/recipe/presets";
import type { RunResult } from "../../workers/protocol/result";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { readAddress, writeAddress } from "./address";
import { dataStore } from "./dataStore";
import { createDistillWorker, EngineClient, toStudioError, type ApiMethod } from "./engineClient";
import { engineStore } from "./engineStore";
import { choosePreset, openRecipe, recipeStore } from "./recipeStore";
import { isUnderWay } from "./runModel";
import { beginRun, failRun, receiveEvents, runStore } from "./runStore";

let client: EngineClient | null = null;
/** Counts descriptions, so that a late answer does not replace a newer one. */
let descriptions = 0;
/** What was described last, so that other changes of the form do not ask for it again. */
let described = "";

const dataOf = (thrown: unknown): StudioErrorData => toStudioError(thrown).toData();

function engine(): EngineClient {
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
  engineStore.setState({ status: "starting", device: null, error: null });
  try {
    const { files } = dataStore.getState();
    const { choice, threads } = engineStore.getState();
    const device = await mine.call("prepare", choice, threads);
    if (files.length) await mine.call("loadFiles", [...files]);
    engineStore.setState({ status: "ready", device });
    mournRun();
    await describeData();
  } catch (thrown) {
    if (client === mine) engineStore.setState({ status: "failed", error: dataOf(thrown) });
  }
}

/** Says, once a new engine is there, what became of the run that the old one held. */
function mournRun(): void {
  if (runStore.getState().error?.code !== "worker-died") return;
  failRun({
    code: "worker-died",
    message: "The run ended when the engine stopped; a new engine is ready.",
    hint: "Start again: settings and files are kept.",
  });
}

const dataKey = (recipe: Recipe): string => JSON.stringify([recipe.data, recipe.seed]);

/** Asks the worker what the recipe's data look like. */
async function describeData(): Promise<void> {
  const { recipe } = recipeStore.getState();
  if (!recipe || engineStore.getState().status !== "ready") return;
  const mine = ++descriptions;
  described = dataKey(recipe);
  dataStore.setState({ busy: "describing" });
  try {
    const dataset = await engine().call("describeData", recipe.data, recipe.seed);
    if (mine === descriptions) dataStore.setState({ dataset, missing: null, busy: null });
  } catch (thrown) {
    if (mine === descriptions) dataStore.setState({ missing: dataOf(thrown), busy: null });
  }
}

/** Has files read; if they are refused, everything stays as it was and the reason is shown. */
export async function loadFiles(files: readonly File[]): Promise<void> {
  dataStore.setState({ busy: "reading", refused: null });
  try {
    const dataset = await engine().call("loadFiles", [...files]);
    dataStore.setState({ files, refused: null, busy: null });
    const { recipe } = recipeStore.getState();
    if (recipe?.data.set !== dataset.set && findPreset(dataset.set)) choosePreset(dataset.set);
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
  if (recipe) await runRecipe(recipe, preset);
}

/** Begins a run of a recipe that was made from a preset. */
export async function runRecipe(recipe: Recipe, preset: string): Promise<void> {
  beginRun(recipe, preset, dataStore.getState().dataset);
  try {
    await engine().call("start", recipe);
  } catch (thrown) {
    failRun(dataOf(thrown));
  }
}

/** Pauses, resumes, steps or stops the run; the answer comes as a state event. */
export async function controlRun(method: ApiMethod & ("pause" | "resume" | "step" | "stop")): Promise<void> {
  try {
    await engine().call(method);
  } catch (thrown) {
    const error = toStudioError(thrown);
    if (error.code !== "worker-died") failRun(error.toData());
  }
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
  return engine().call("exportFile", what, options);
}

/** Milliseconds without a change after which the address and the data follow the form. */
const settle = 300;

function followForm(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  recipeStore.subscribe(({ preset, draft, recipe }) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = writeAddress(engineStore.getState(), preset, draft);
      history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
      if (recipe && dataKey(recipe) !== described) void describeData();
    }, settle);
  });
}

/** A run is lost when the page is left: the browser asks first. */
function guardRun(): void {
  addEventListener("beforeunload", (event) => {
    if (isUnderWay(runStore.getState().phase)) event.preventDefault();
  });
}

/** Reads the address and starts the engine. Once. */
export function openSession(): void {
  const { choice, threads, preset, recipe, notes } = readAddress(location.search);
  engineStore.setState({ choice, threads });
  openRecipe(preset, recipe, notes);
  followForm();
  guardRun();
  void startEngine();
}
