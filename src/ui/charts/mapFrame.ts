/** The frame of a map: one scale for both axes, so that lengths can be compared by eye, and ticks along them. */
import type { PlanePoint } from "./PlanePath";
import { linearTicks, niceStep } from "./scales";

export interface MapFrame {
  /** Pixels from the left and from the top. */
  readonly place: (point: PlanePoint) => PlanePoint;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly ticks: { readonly x: readonly number[]; readonly y: readonly number[] };
}

const margin = { left: 40, right: 12, top: 8, bottom: 24 };
/** Share of the span that is left free at each end, so that what is drawn around a point fits. */
const room = 0.07;
/** Pixels from tick to tick, about. */
const between = 90;

/** The least span around values that ends at whole steps, so that it seldom changes while they move. */
function outward(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spare = (high - low || 1) * room;
  const step = niceStep(high - low + 2 * spare, 12);
  return [Math.floor((low - spare) / step) * step, Math.ceil((high + spare) / step) * step];
}

/** A frame of so many pixels around some points, of which there is at least one. */
export function mapFrame(points: readonly PlanePoint[], width: number, height: number): MapFrame {
  const [left, right] = [margin.left, Math.max(margin.left + 1, width - margin.right)];
  const [top, bottom] = [margin.top, Math.max(margin.top + 1, height - margin.bottom)];
  const [fromX, toX] = outward(points.map(({ x }) => x));
  const [fromY, toY] = outward(points.map(({ y }) => y));
  const scale = Math.min((right - left) / (toX - fromX), (bottom - top) / (toY - fromY));
  const [centreX, centreY] = [(fromX + toX) / 2, (fromY + toY) / 2];
  const [halfX, halfY] = [(right - left) / 2 / scale, (bottom - top) / 2 / scale];
  const parts = Math.max(2, Math.round((right - left) / between));
  // The same step on both, and no tick where its number would be cut.
  const step = niceStep(2 * halfX, parts);
  const ticksOf = (centre: number, half: number): number[] =>
    linearTicks(centre - half, centre + half, (2 * half) / step).filter(
      (tick) => Math.abs(tick - centre) < half - 10 / scale,
    );
  return {
    place: ({ x, y }) => ({
      x: (left + right) / 2 + (x - centreX) * scale,
      y: (top + bottom) / 2 - (y - centreY) * scale,
    }),
    left,
    right,
    top,
    bottom,
    ticks: { x: ticksOf(centreX, halfX), y: ticksOf(centreY, halfY) },
  };
}
