/** From the stored series to what the charts draw: one x axis over all stages, bounded numbers of points. Pure. */
import type { RunDescription } from "../../../workers/protocol/events";
import type { HeatBlock, Samples } from "../../ui/charts/heat";
import { minMax, type Point } from "../../ui/charts/downsample";
import { placeOf, startOf, type Spans } from "../../runs/run/spans";
import { xOf, type CurveAxis, type StageSamples } from "./curveAxis";

/** At most so many points are drawn for the stages of one quantity together. */
const pointsPerChart = 240;
/** At most so many for each of the many layer lines. */
const pointsPerLayer = 90;

/** {@link stagePoints}, smoothed on request. */
function linePoints(
  samples: Samples,
  stage: number,
  column: number,
  axis: CurveAxis,
  smooth: boolean,
): readonly Point[] {
  const points = stagePoints(samples, stage, column, axis);
  return smooth ? smoothed(points) : points;
}

/** Points of one column of a stage, over the common axis. */
export function stagePoints(
  samples: Samples,
  stage: number,
  column: number,
  axis: CurveAxis,
): readonly Point[] {
  return Array.from({ length: samples.length }, (_, i) => ({
    x: xOf(axis, stage, samples, i),
    y: samples.value(i, column),
  }));
}

/**
 * Running means with exponential weights over about `window` points, corrected for the beginning as in Adam, so that
 * the first values are not pulled towards zero.
 */
export function smoothed(points: readonly Point[], window = 20): readonly Point[] {
  const keep = 1 - 1 / window;
  let sum = 0;
  let weight = 0;
  return points.map(({ x, y }) => {
    if (Number.isFinite(y)) {
      sum = keep * sum + y;
      weight = keep * weight + 1;
    }
    return { x, y: sum / weight };
  });
}

/** Points of one column of each stage, smoothed on request, thinned so that all peaks stay. */
export function stageLines(
  stages: StageSamples,
  column: number,
  axis: CurveAxis,
  smooth = false,
): readonly { readonly stage: number; readonly points: readonly Point[] }[] {
  const limit = Math.max(8, Math.floor(pointsPerChart / Math.max(1, stages.size)));
  return [...stages].map(([stage, samples]) => ({
    stage,
    points: minMax(linePoints(samples, stage, column, axis, smooth), limit),
  }));
}

/** How the terms of the loss stand at one iteration, shallow to deep. */
export interface LayerProfile {
  readonly iteration: number;
  /** x counts the rows. */
  readonly points: readonly Point[];
}

/**
 * The terms of the loss by layer at chosen moments of one stage: at its first, middle and last point so far, and at
 * `at` (an iteration within the stage) if given.
 */
export function layerProfiles(
  samples: Samples | undefined,
  rows: readonly LayerRow[],
  at: number | null,
): readonly LayerProfile[] {
  if (!samples?.length) return [];
  const last = samples.length - 1;
  const nearest = (iteration: number): number => {
    let best = 0;
    for (let i = 1; i <= last; i++) {
      if (Math.abs(samples.x(i) - iteration) < Math.abs(samples.x(best) - iteration)) best = i;
    }
    return best;
  };
  const chosen = at === null ? [0, last >> 1, last] : [0, nearest(at), last];
  return [...new Set(chosen)].map((point) => ({
    iteration: Math.round(samples.x(point)),
    points: rows.map(({ key }, x) => ({ x, y: samples.value(point, key) })),
  }));
}

/** The value of a column nearest to a moment; null outside of what was measured. */
export function valueAt(stages: StageSamples, column: number, spans: Spans, moment: number): number | null {
  const { stage, iteration: local } = placeOf(moment, spans);
  const samples = stages.get(stage);
  if (!samples?.length) return null;
  let low = 0;
  let high = samples.length - 1;
  if (local > samples.x(high) + 1) return null;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples.x(middle) < local) low = middle + 1;
    else high = middle;
  }
  const isEarlierNearer = low > 0 && local - samples.x(low - 1) < samples.x(low) - local;
  return samples.value(isEarlierNearer ? low - 1 : low, column);
}

export interface LayerRow {
  readonly name: string;
  /** Its column in the series. */
  readonly key: number;
}

/**
 * The parameter tensors with an error to show. A convolution's bias before an instance norm has none at all (the norm
 * takes it away), and zero has no place on a logarithmic scale.
 */
export function layerRows(
  stages: StageSamples,
  parameters: RunDescription["terms"],
  firstColumn: number,
): { readonly shown: readonly LayerRow[]; readonly zero: readonly string[] } {
  const shown: LayerRow[] = [];
  const zero: string[] = [];
  parameters.forEach(({ name }, index) => {
    const key = firstColumn + index;
    const hasValue = [...stages.values()].some((samples) => {
      for (let i = 0; i < samples.length; i++) if (samples.value(i, key) > 0) return true;
      return false;
    });
    if (hasValue) shown.push({ name, key });
    else zero.push(name);
  });
  return { shown, zero };
}

/** One line for each tensor over all stages, averaged over equal stretches, interrupted between stages. */
export function layerLine(
  stages: StageSamples,
  column: number,
  axis: CurveAxis,
  smooth = false,
): readonly Point[] {
  const points: Point[] = [];
  const perStage = Math.max(4, Math.floor(pointsPerLayer / Math.max(1, stages.size)));
  for (const [stage, samples] of stages) {
    const own = linePoints(samples, stage, column, axis, smooth);
    const group = Math.max(1, Math.ceil(samples.length / perStage));
    for (let from = 0; from < samples.length; from += group) {
      const to = Math.min(samples.length, from + group);
      let x = 0;
      let y = 0;
      for (let i = from; i < to; i++) {
        x += own[i]?.x ?? Number.NaN;
        y += own[i]?.y ?? Number.NaN;
      }
      points.push({ x: x / (to - from), y: y / (to - from) });
    }
    const end = own.at(-1)?.x;
    if (end !== undefined) points.push({ x: end + 0.25, y: Number.NaN });
  }
  return points;
}

/** The stages as blocks of a heat map; a block's sample counts from one before its x. */
export function heatBlocks(stages: StageSamples, { spans, seconds }: CurveAxis): readonly HeatBlock[] {
  return [...stages].map(([stage, samples]) => {
    if (seconds === null) return { samples, offset: startOf(spans, stage) };
    const x = (i: number): number => samples.value(Math.max(0, i - 1), seconds) + 1;
    return { samples: { length: samples.length, x, value: (i, k) => samples.value(i, k) }, offset: 0 };
  });
}
