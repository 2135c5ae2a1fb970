/** Axes: domains and ticks for linear and logarithmic scales. */

export type ScaleKind = "log" | "linear";

export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** A step of 1, 2 or 5 times a power of ten that divides `span` into about `parts`. */
export function niceStep(span: number, parts: number): number {
  const raw = span / Math.max(1, parts);
  const power = 10 ** Math.floor(Math.log10(raw));
  const rest = raw / power;
  return power * (rest < 1.5 ? 1 : rest < 3.5 ? 2 : rest < 7.5 ? 5 : 10);
}

/** Multiples of a nice step inside [from, to]. */
export function linearTicks(from: number, to: number, parts = 4): number[] {
  if (!(to > from)) return [from];
  const step = niceStep(to - from, parts);
  const ticks: number[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return ticks;
}

/** Ticks of a logarithmic axis: powers of ten, with steps between them where few would be seen. */
export function logTicks(from: number, to: number): number[] {
  const inside = Math.ceil(Math.log10(from) - 1e-3);
  const last = Math.floor(Math.log10(to) + 1e-3);
  const every = Math.max(1, Math.ceil((last - inside + 1) / 5));
  const first = every > 1 ? inside : inside - 1;
  const span = Math.log10(to / from);
  const factors = span < 1.4 ? [1, 2, 5] : span < 2.6 ? [1, 3] : [1];
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= from * 0.999 && tick <= to * 1.001) ticks.push(tick);
    }
  }
  return ticks.length > 2 || span > 1.4 ? ticks : linearTicks(from, to, 4);
}

/** Steps of a logarithmic axis in a power of ten, and about how many a linear one has: it ends at whole steps. */
const stepsPerDecade = 20;
const stepsOfSpan = 25;

/** The multiples of `step` around [from, to]. */
function outward(from: number, to: number, step: number): readonly [number, number] {
  const at = (k: number): number => Number((k * step).toPrecision(12));
  return [at(Math.floor(from / step + 1e-9)), at(Math.ceil(to / step - 1e-9))];
}

/**
 * An axis around the finite values (on a log scale, the positive ones); null if there are none. It ends a little
 * further out, so that an axis around values that keep growing seldom changes.
 */
export function axisAround(values: Iterable<number>, kind: ScaleKind): Axis | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (kind === "log" && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  if (kind === "log") {
    const room = low === high ? 2 : 1.05;
    const [from, to] = outward(Math.log10(low / room), Math.log10(high * room), 1 / stepsPerDecade);
    const domain = [10 ** from, 10 ** to] as const;
    return { domain, ticks: logTicks(domain[0], domain[1]) };
  }
  const margin = low === high ? Math.abs(low) * 0.5 || 1 : (high - low) * 0.06;
  const floor = low >= 0 && low - margin < 0 ? 0 : low - margin;
  const domain = outward(floor, high + margin, niceStep(high - floor + margin, stepsOfSpan));
  return { domain, ticks: linearTicks(domain[0], domain[1]) };
}

/** Place of a value on an axis, 0 to 1. */
export function fractionOf(axis: Axis, kind: ScaleKind, value: number): number {
  const [from, to] = axis.domain;
  return kind === "log" ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}
