/** The margins that all charts of the column share, so that one x stands above the other. */

export const plotLeft = 52;
export const plotRight = 120;
export const plotTop = 8;
export const xAxisHeight = 40;
export const noAxisHeight = 8;
/** For names under the ticks, set aslant. */
export const namedAxisHeight = 84;

/** Pixels from the left of the chart for `x`. */
export function xPixel(x: number, domain: readonly [number, number], width: number): number {
  const [from, to] = domain;
  return plotLeft + ((x - from) / (to - from || 1)) * Math.max(0, width - plotLeft - plotRight);
}

/** The x under a pixel, kept within the domain. */
export function xAtPixel(pixel: number, domain: readonly [number, number], width: number): number {
  const [from, to] = domain;
  const share = (pixel - plotLeft) / Math.max(1, width - plotLeft - plotRight);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/**
 * Moves labels apart so that no two are nearer than `gap`, each as near to its place as the order allows.
 * @param places wanted pixels, in any order
 */
export function spreadLabels(
  places: readonly number[],
  gap: number,
  from: number,
  to: number,
): readonly number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const result = [...places];
  let next = from;
  for (const index of order) {
    const place = Math.max(result[index] ?? 0, next);
    result[index] = place;
    next = place + gap;
  }
  let limit = to;
  for (const index of order.toReversed()) {
    const place = Math.min(result[index] ?? 0, limit);
    result[index] = place;
    limit = place - gap;
  }
  return result;
}
