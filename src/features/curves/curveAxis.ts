/**
 * What curves are drawn over: the iterations of all stages, one after the other, or the seconds of computing since the
 * run's start. The cursor is a moment (an iteration) all the same, and is brought onto the axis and back. Pure.
 */
import { placeOf, startOf, totalOf, type Spans } from "../../runs/run/spans";
import type { Samples } from "../../ui/charts/heat";
import { linearTicks, type Axis } from "../../ui/charts/scales";

export type StageSamples = ReadonlyMap<number, Samples>;

export interface CurveAxis {
  readonly spans: Spans;
  /** Column of the seconds; null: curves over iterations. */
  readonly seconds: number | null;
}

/** Where a sample lies on the axis. */
export function xOf({ spans, seconds }: CurveAxis, stage: number, samples: Samples, index: number): number {
  return seconds === null ? startOf(spans, stage) + samples.x(index) : samples.value(index, seconds);
}

/** Every sample tells its seconds; false where there is none. */
export function hasSeconds(stages: StageSamples, column: number): boolean {
  let any = false;
  for (const samples of stages.values()) {
    for (let i = 0; i < samples.length; i++) {
      if (!Number.isFinite(samples.value(i, column))) return false;
      any = true;
    }
  }
  return any;
}

/** The last seconds that a run's samples tell; 0 where there is none. */
function lastSeconds(stages: StageSamples, column: number): number {
  let last = 0;
  for (const samples of stages.values()) {
    if (samples.length) last = Math.max(last, samples.value(samples.length - 1, column));
  }
  return last;
}

/** From 0 to an end, above 0. */
export function axisTo(end: number): Axis {
  const total = end > 0 ? end : 1;
  return { domain: [0, total], ticks: linearTicks(0, total, 4) };
}

/** The whole axis: all iterations that there will be, or the seconds so far. */
export function wholeAxis({ spans, seconds }: CurveAxis, stages: StageSamples): Axis {
  return axisTo(seconds === null ? totalOf(spans) : lastSeconds(stages, seconds));
}

/** Where one stage ends and the next begins. */
export function stageRules({ spans, seconds }: CurveAxis, stages: StageSamples): readonly number[] {
  if (seconds === null) return spans.slice(1, -1);
  return [...stages].flatMap(([stage, samples]) =>
    stage > 1 && samples.length ? [samples.value(0, seconds)] : [],
  );
}

/** The index whose value comes last of those not above `target`; values rise with the index. */
function lastUpTo(length: number, value: (index: number) => number, target: number): number {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value(middle) <= target) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `to` at `target` of `from`, straight between two samples and no further than the first and the last. */
function interpolated(
  length: number,
  from: (index: number) => number,
  to: (index: number) => number,
  target: number,
): number {
  const i = lastUpTo(length, from, target);
  if (i === length - 1 || target <= from(i)) return to(i);
  const share = (target - from(i)) / (from(i + 1) - from(i) || 1);
  return to(i) + share * (to(i + 1) - to(i));
}

/** A moment on the axis; null where nothing was measured. */
export function toAxis({ spans, seconds }: CurveAxis, stages: StageSamples, moment: number): number | null {
  if (seconds === null) return moment;
  const { stage, iteration } = placeOf(moment, spans);
  const samples = stages.get(stage);
  if (!samples?.length) return null;
  return interpolated(
    samples.length,
    (i) => samples.x(i),
    (i) => samples.value(i, seconds),
    iteration,
  );
}

/** The moment of a place on the axis; between two stages, the end of the earlier one. */
export function toMoment({ spans, seconds }: CurveAxis, stages: StageSamples, x: number): number {
  if (seconds === null) return x;
  const known = [...stages].filter(([, { length }]) => length > 0);
  const [stage, samples] = known.findLast(([, each]) => each.value(0, seconds) <= x) ?? known[0] ?? [];
  if (!stage || !samples) return 0;
  const within = interpolated(
    samples.length,
    (i) => samples.value(i, seconds),
    (i) => samples.x(i),
    x,
  );
  return startOf(spans, stage) + within;
}
