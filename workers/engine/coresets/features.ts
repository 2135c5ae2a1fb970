/** Arithmetic on embedded images of one class, [count, dimension] row-major, in float64. */
import type { Features } from "../nets/embedding";

/** μ, the mean of all rows. */
export function meanFeature({ values, count, dimension }: Features): Float64Array {
  const mean = new Float64Array(dimension);
  for (let row = 0, at = 0; row < count; row++) {
    for (let j = 0; j < dimension; j++, at++) mean[j]! += values[at]!;
  }
  return mean.map((sum) => sum / count);
}

/**
 * |F_row − point|², or some number of at least `enough` if it is no less than that: who looks for the nearest need not
 * know how far the others are.
 */
export function squaredDistance(
  { values, dimension }: Features,
  row: number,
  point: ArrayLike<number>,
  enough = Infinity,
): number {
  let total = 0;
  for (let j = 0, at = row * dimension; j < dimension; j++, at++) {
    const apart = values[at]! - point[j]!;
    total += apart * apart;
    if (total >= enough) return total;
  }
  return total;
}

/** The row nearest to `point` among those not taken, of several the lowest; −1 if all are taken. */
export function nearestRow(features: Features, point: ArrayLike<number>, taken: Uint8Array): number {
  let nearest = -1;
  let least = Infinity;
  for (let row = 0; row < features.count; row++) {
    if (taken[row]! === 1) continue;
    const distance = squaredDistance(features, row, point, least);
    if (nearest < 0 || distance < least) [nearest, least] = [row, distance];
  }
  return nearest;
}
