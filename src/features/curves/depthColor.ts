/**
 * Colours of an order that is not of stages: layers from shallow to deep, moments from early to late. From yellow over
 * green to blue, falling in lightness, so that those who see few colours tell it, too; as text it reads in both themes.
 */

/** CSS colour of place `index` (from 0) of `total`. */
export function depthColor(index: number, total: number): string {
  const t = total > 1 ? index / (total - 1) : 1;
  const along = (from: number, to: number): string => (from + t * (to - from)).toFixed(3);
  const onLight = `oklch(${along(0.54, 0.33)} ${along(0.11, 0.09)} ${along(80, 240)})`;
  const onDark = `oklch(${along(0.92, 0.65)} ${along(0.12, 0.1)} ${along(95, 240)})`;
  return `light-dark(${onLight}, ${onDark})`;
}
