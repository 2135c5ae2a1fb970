/** The store of the run's model, and the one place where batches of events are taken in. */
import { createStore } from "zustand/vanilla";
import type { DatasetDescription } from "../../workers/protocol/api";
import type { StudioErrorData } from "../../workers/protocol/errors";
import type { RunEventBatch } from "../../workers/protocol/events";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { addCurvePoints, clearCurves } from "./curveStore";
import { clearImages, setStageImages } from "./imageStore";
import { noRun, reduceRun, type RunModel } from "./runModel";

export const runStore = createStore<RunModel>(() => noRun);

/** Clears the page for a new run. */
export function beginRun(recipe: Recipe, preset: string, dataset: DatasetDescription | null): void {
  clearCurves();
  clearImages();
  runStore.setState({ ...noRun, phase: "starting", recipe, preset, dataset }, true);
}

/** Marks the run as failed; images and curves stay. */
export function failRun(error: StudioErrorData): void {
  runStore.setState({ phase: "failed", error });
}

/** Takes in one batch: curves and images to their stores, the rest to the model, in one update. */
export function receiveEvents(batch: RunEventBatch): void {
  const before = runStore.getState();
  let model = before;
  for (const event of batch) {
    if (event.kind === "curve") addCurvePoints(event.points);
    else if (event.kind === "images") setStageImages(event.images);
    else model = reduceRun(model, event);
  }
  if (model !== before) runStore.setState(model, true);
}
