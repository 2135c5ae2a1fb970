/** The curves of the run: one bounded series for each stage, outside React; `version` tells views that they grew. */
import { createStore } from "zustand/vanilla";
import type { CurvePoint } from "../../../workers/protocol/events";
import { BoundedSeries } from "./series";

/** Columns of a stage's series: loss, learning rate, seconds since the start, then one for each term by layer. */
export const lossColumn = 0;
export const learningRateColumn = 1;
/** NaN where the run does not tell them. */
export const secondsColumn = 2;
export const firstLayerColumn = 3;

export interface Curves {
  /** By stage (1-based), in the order in which they came; x is the iteration within the stage. */
  readonly stages: ReadonlyMap<number, BoundedSeries>;
  readonly latest: CurvePoint | null;
  /** Rises at most every {@link refreshMilliseconds}. */
  readonly version: number;
}

/** Views redraw no more often than this. */
export const refreshMilliseconds = 500;

export const curveStore = createStore<Curves>(() => ({ stages: new Map(), latest: null, version: 0 }));

/** A row of a stage's series. */
export const rowOf = ({ loss, learningRate, seconds, layers }: CurvePoint): readonly number[] => [
  loss,
  learningRate,
  seconds ?? Number.NaN,
  ...layers,
];

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
    series.push(point.iteration, rowOf(point));
  }
  const isNewStage = growing.size !== stages.size;
  curveStore.setState({ ...(isNewStage && { stages: growing }), latest: last });
  timer ??= setTimeout(() => {
    timer = undefined;
    curveStore.setState(({ version }) => ({ version: version + 1 }));
  }, refreshMilliseconds);
}
