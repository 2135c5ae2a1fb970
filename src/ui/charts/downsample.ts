/** Fewer points for the same picture: of each stretch of x, the lowest and the highest are kept, in their order. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `limit` points (at least 4) that keep all peaks.
 * @param points with rising x; values that are not finite are left out
 */
export function minMax(points: readonly Point[], limit: number): readonly Point[] {
  const finite = points.filter((point) => Number.isFinite(point.y));
  const first = finite[0];
  const last = finite.at(-1);
  if (finite.length <= limit || !first || !last) return finite;
  const bins = Math.max(1, Math.floor((limit - 2) / 2));
  const kept: Point[] = [first];
  const inner = finite.length - 2;
  for (let bin = 0; bin < bins; bin++) {
    const from = 1 + Math.floor((bin * inner) / bins);
    const to = 1 + Math.floor(((bin + 1) * inner) / bins);
    let low = finite[from];
    let high = low;
    for (let at = from; at < to; at++) {
      const point = finite[at];
      if (!point || !low || !high) continue;
      if (point.y < low.y) low = point;
      if (point.y > high.y) high = point;
    }
    if (!low || !high || from >= to) continue;
    if (low === high) kept.push(low);
    else kept.push(...(low.x < high.x ? [low, high] : [high, low]));
  }
  kept.push(last);
  return kept;
}
