/** The curves of the run: one bounded series for each stage, outside React; `version` tells views that they grew. */
import { createStore } from "zustand/vanilla";
import type { CurvePoint } from "../../workers/protocol/events";
import { BoundedSeries } from "./series";

/** Columns of a stage's series: loss, learning rate, then one for each parameter tensor. */
export const lossColumn = 0;
export const learningRateColumn = 1;
export const firstLayerColumn = 2;

export interface Curves {
  /** By stage (1-based), in the order in which they came; x is the iteration within the stage. */
  readonly stages: ReadonlyMap<number, BoundedSeries>;
  readonly latest: CurvePoint | null;
  /** Rises at most every {@link refreshMilliseconds}. */
  readonly version: number;
}

/** Views redraw no more often than this. */
export const refreshMilliseconds = 250;

export const curveStore = createStore<Curves>(() => ({ stages: new Map(), latest: null, version: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Forgets all curves. */
export function clearCurves(): void {
  clearTimeout(timer);
  timer = undefined;
  curveStore.setState({ stages: new Map(), latest: null, version: 0 });
}

/** Appends points; the version follows a little later, once for many batches. */
export function addCurvePoints(points: readonly CurvePoint[]): void {
  const last = points.at(-1);
  if (!last) return;
  const { stages } = curveStore.getState();
  const growing = new Map(stages);
  for (const point of points) {
    let series = growing.get(point.stage);
    if (!series) {
      series = new BoundedSeries(firstLayerColumn + point.layers.length);
      growing.set(point.stage, series);
    }
    series.push(point.iteration, [point.loss, point.learningRate, ...point.layers]);
  }
  const isNewStage = growing.size !== stages.size;
  curveStore.setState({ ...(isNewStage && { stages: growing }), latest: last });
  timer ??= setTimeout(() => {
    timer = undefined;
    curveStore.setState(({ version }) => ({ version: version + 1 }));
  }, refreshMilliseconds);
}
