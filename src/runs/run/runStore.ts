/** The store of the run's model, and the one place where batches of events are taken in. */
import { createStore } from "zustand/vanilla";
import type { DatasetDescription } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { RunEventBatch } from "../../../workers/protocol/events";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import type { Recording } from "../../../workers/protocol/recording";
import { addCurvePoints, clearCurves } from "./curveStore";
import { countLoss } from "./engineStore";
import { clearImages, setStageImages } from "./imageStore";
import { addStudentPath, clearStudentPaths } from "../learnStore";
import { noRun, reduceRun, type RunModel } from "./runModel";

export const runStore = createStore<RunModel>(() => noRun);

/** Clears the page for a new run. */
export function beginRun(recipe: Recipe, preset: string, dataset: DatasetDescription | null): void {
  clearCurves();
  clearImages();
  clearStudentPaths();
  runStore.setState({ ...noRun, phase: "starting", recipe, preset, dataset }, true);
}

/** Clears the page for a run that was recorded elsewhere. */
export function beginRecorded({ recipe, preset, dataset }: Recording): void {
  beginRun(recipe, preset, dataset);
  runStore.setState({ phase: "recorded" });
}

/** Takes a recorded run away again. */
export function endRecorded(): void {
  if (runStore.getState().phase !== "recorded") return;
  clearCurves();
  clearImages();
  clearStudentPaths();
  runStore.setState(noRun, true);
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
    else if (event.kind === "device-lost") countLoss(event.message);
    else if (event.kind === "student") addStudentPath(event.path);
    else model = reduceRun(model, event);
    if (event.kind === "state" && event.error?.code === "device-lost") countLoss(event.error.message);
  }
  if (model !== before) runStore.setState(model, true);
}
