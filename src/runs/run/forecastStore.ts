/**
 * The forecast for the recipe in the form: measured anew when the form has rested for a moment after a change, in a
 * worker of its own that lives for one measurement. A run that begins has it given up, and does not wait for that.
 */
import { createStore } from "zustand/vanilla";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { Forecast, ForecastApi, ForecastRequest } from "../../../workers/protocol/forecast";
import { benchStore } from "../benchStore";
import { dataStore } from "../data/dataStore";
import { engineStore } from "./engineStore";
import { experimentStore } from "../studies/experimentStore";
import { recipeStore } from "../recipe/recipeStore";
import { isUnderWay, type RunModel } from "./runModel";
import { runStore } from "./runStore";
import { errorDataOf, WorkerClient } from "../workerClient";

interface ForecastModel {
  /** "waiting": there is nothing to measure, or something else computes. */
  readonly state: "waiting" | "measuring" | "known" | "failed";
  /** The last one; with another state than "known" it was for other settings, or none. */
  readonly forecast: Forecast | null;
  readonly error: StudioErrorData | null;
  /** Seconds that were forecast for the run that the page shows; null where it was begun without. */
  readonly ofRun: number | null;
}

export const forecastStore = createStore<ForecastModel>(() => ({
  state: "waiting",
  forecast: null,
  error: null,
  ofRun: null,
}));

/** Milliseconds without a change after which it is measured. */
const rest = 800;
const words = { name: "The forecast", afterDeath: "Change a setting to have it measured again." };

let client: WorkerClient<ForecastApi> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** What is being measured or about to be, as text; and what the forecast that is there is for. */
let wanted = "";
let known = "";

/** What would be measured now; null where nothing can be, or something else computes. */
function request(): ForecastRequest | null {
  const { recipe } = recipeStore.getState();
  const { status, device, spent } = engineStore.getState();
  const { dataset, busy, missing } = dataStore.getState();
  if (!recipe || !dataset || busy || missing || status !== "ready" || !device || spent) return null;
  const { phase } = runStore.getState();
  const others = benchStore.getState().state === "running" || experimentStore.getState().state === "running";
  if (isUnderWay(phase) || phase === "recorded" || others || document.hidden) return null;
  const { set, classNames, size, channels, trainCount, testCount } = dataset;
  const data = { set, classNames, size, channels, trainCount, testCount };
  return { recipe, data, backend: device.backend, adapter: device.adapter, threads: device.threads };
}

function cancel(): void {
  clearTimeout(timer);
  const mine = client;
  client = null;
  mine?.call("cancel").catch(() => undefined);
  mine?.retire();
}

async function measure(what: ForecastRequest): Promise<void> {
  const worker = new Worker(new URL("../../../workers/forecast.worker.ts", import.meta.url), {
    type: "module",
    name: "forecast",
  });
  const mine = new WorkerClient<ForecastApi>(worker, words, () => {});
  client = mine;
  try {
    const forecast = await mine.call("measure", what);
    if (client !== mine) return;
    known = wanted;
    forecastStore.setState({ state: "known", forecast, error: null });
  } catch (thrown) {
    if (client === mine) forecastStore.setState({ state: "failed", error: errorDataOf(thrown) });
  } finally {
    mine.retire();
    if (client === mine) client = null;
  }
}

/** Compares what is known with what is asked for now. */
function reconsider(): void {
  const what = request();
  const key = what ? JSON.stringify(what) : "";
  if (key === wanted) return;
  cancel();
  wanted = key;
  if (what && key === known) return forecastStore.setState({ state: "known", error: null });
  forecastStore.setState({ state: what ? "measuring" : "waiting", error: null });
  if (what) timer = setTimeout(() => void measure(what), rest);
}

/** Takes down what was foreseen for a run that begins: of the form's recipe, and not of one that is opened again. */
function followRun(now: RunModel, before: RunModel): void {
  if (now.recipe === before.recipe) return;
  // A run leaves trajectories to the next one and takes room: afterwards it is measured anew.
  known = "";
  const { state, forecast } = forecastStore.getState();
  const foreseen = state === "known" && now.recipe === recipeStore.getState().recipe;
  forecastStore.setState({ ofRun: foreseen ? (forecast?.seconds ?? null) : null });
}

/** Follows the form, the data and the engine from now on. Once. */
export function followForecast(): void {
  runStore.subscribe(followRun);
  for (const store of [recipeStore, engineStore, dataStore, runStore, benchStore, experimentStore]) {
    store.subscribe(reconsider);
  }
  document.addEventListener("visibilitychange", reconsider);
  reconsider();
}
