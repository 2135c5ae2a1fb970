/** The viridis colour scale (Smith & van der Walt, 2015, CC0): even in lightness, safe for the colour-blind. */

const stops: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** Red, green and blue (0–255) at `t` from 0 to 1. */
export function viridis(t: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, t)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const rest = place - index;
  const from = stops[index] ?? [0, 0, 0];
  const to = stops[index + 1] ?? from;
  const mix = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * rest);
  return [mix(0), mix(1), mix(2)];
}

/** The scale as a CSS gradient from left to right. */
export const viridisGradient = `linear-gradient(to right, ${stops.map((stop) => `rgb(${stop.join(" ")})`).join(", ")})`;
