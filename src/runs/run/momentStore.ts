/**
 * The moment that the page shows: images, curves, accuracy and timeline together. A moment is an iteration on the
 * axis of all stages, one after the other; null is live, the end of what has been computed.
 */
import { createStore } from "zustand/vanilla";
import type { CurvePoint, StageImages } from "../../../workers/protocol/events";
import { curveStore } from "./curveStore";
import type { StagePictures } from "./imageStore";
import { runStore } from "./runStore";
import { lengthOf, spansOf, startOf, type Spans } from "./spans";

export const momentStore = createStore<{ readonly at: number | null }>(() => ({ at: null }));

/** Back to the present. */
export function showLive(): void {
  momentStore.setState({ at: null });
}

/** How far the run has come, on the axis of all stages. */
export function reachedMoment(latest: CurvePoint | null, spans: Spans): number {
  return latest ? startOf(spans, latest.stage) + latest.iteration : 0;
}

/** Shows a moment of the run on the page; one that is yet to come is the present. */
export function showMoment(at: number): void {
  const { recipe, parts } = runStore.getState();
  if (!recipe) return;
  const reached = reachedMoment(curveStore.getState().latest, spansOf(recipe, parts));
  momentStore.setState({ at: at >= reached ? null : Math.max(0, Math.round(at)) });
}

/** A stage's images at a moment; null if the stage had not begun. */
export function imagesAt(
  pictures: StagePictures | undefined,
  at: number | null,
  spans: Spans,
): StageImages | null {
  if (!pictures) return null;
  if (at === null) return pictures.now;
  const { stage } = pictures.now;
  const within = at - startOf(spans, stage);
  if (within >= lengthOf(spans, stage)) return pictures.now;
  if (within < 0 || (within === 0 && stage > 1)) return null;
  return pictures.history.at(within) ?? pictures.now;
}

// Another run has other moments.
runStore.subscribe((run, before) => {
  if (run.phase === "starting" && before.phase !== "starting") showLive();
});
