/** Which line of a chart lies under the pointer. Pure. */
import type { Point } from "./downsample";
import type { PlotLine } from "./PlotLines";

/** The height of a line at `x`, straight between two points; NaN beyond its ends and where it is interrupted. */
function heightAt(points: readonly Point[], x: number, toPixel: (y: number) => number): number {
  const after = points.findIndex((point) => point.x >= x);
  const right = points[after];
  if (!right) return Number.NaN;
  const left = points[after - 1];
  if (!left || right.x === x) return right.x === x ? toPixel(right.y) : Number.NaN;
  const share = (x - left.x) / (right.x - left.x);
  return toPixel(left.y) + share * (toPixel(right.y) - toPixel(left.y));
}

/**
 * The line nearest to a pixel above or below it, at one x.
 * @param toPixel from y to the pixel
 * @param reach the most pixels between the two
 * @returns its id; null where none is within reach.
 */
export function nearestLine(
  lines: readonly PlotLine[],
  x: number,
  pixel: number,
  toPixel: (y: number) => number,
  reach: number,
): string | null {
  let found: string | null = null;
  let least = reach;
  for (const { id, points } of lines) {
    const distance = Math.abs(heightAt(points, x, toPixel) - pixel);
    if (distance <= least) [found, least] = [id, distance];
  }
  return found;
}
