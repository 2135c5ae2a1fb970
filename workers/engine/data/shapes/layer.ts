/** Painting one figure over an image: where it lies, how its edge is antialiased, how it is coloured. */
import type { Rgb } from "./colour";
import type { Distance } from "./distances";

/** From the image (−1 … 1 in x and y) to the figure's own coordinates. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  /** Half the figure's extent, in units of half the image. */
  readonly radius: number;
  /** Turn to the right, in radians. */
  readonly angle: number;
  /** Width over height, 1 for the true figure. */
  readonly stretch: number;
}

/** Colour from one side of the figure to the other, along a direction in the image. */
export interface Shade {
  readonly from: Rgb;
  readonly to: Rgb;
  /** Direction of the gradient, in radians. */
  readonly angle: number;
  /** Opacity, 0 … 1. */
  readonly opacity: number;
  /** Width of the edge in pixels: 1 is sharp, more is a blur. */
  readonly softness: number;
}

/** Paints a figure over `image` (size × size × 3, sRGB in [0, 1]). */
export function paintFigure(
  image: Float32Array,
  size: number,
  distance: Distance,
  placement: Placement,
  shade: Shade,
): void {
  const { radius, stretch } = placement;
  const cos = Math.cos(placement.angle);
  const sin = Math.sin(placement.angle);
  const squeeze = Math.sqrt(stretch);
  const alongX = Math.cos(shade.angle) / (2 * radius);
  const alongY = Math.sin(shade.angle) / (2 * radius);
  /** Pixels for one unit of the figure's distance. */
  const pixels = (radius * size) / 2;
  const pixel = 2 / size;

  const distanceAt = (x: number, y: number): number => {
    const dx = (x - placement.x) / radius;
    const dy = (y - placement.y) / radius;
    return pixels * distance((dx * cos + dy * sin) / squeeze, (dy * cos - dx * sin) * squeeze);
  };
  const coverage = (d: number, width: number): number => Math.min(1, Math.max(0, 0.5 - d / width));

  const reach = radius * 1.3 * Math.max(squeeze, 1 / squeeze) + pixel * (shade.softness + 1);
  const first = (centre: number) => Math.max(0, Math.floor((centre - reach + 1) / pixel));
  const last = (centre: number) => Math.min(size - 1, Math.ceil((centre + reach + 1) / pixel));
  for (let row = first(placement.y); row <= last(placement.y); row++) {
    const y = (row + 0.5) * pixel - 1;
    for (let column = first(placement.x); column <= last(placement.x); column++) {
      const x = (column + 0.5) * pixel - 1;
      const d = distanceAt(x, y);
      if (d > shade.softness + 0.5) continue;
      let covered = coverage(d, shade.softness);
      if (shade.softness <= 1 && d > -1.2) {
        // Near the edge four samples a pixel, so that thin parts and corners stay smooth at 16 pixels.
        const q = pixel / 4;
        covered =
          (coverage(distanceAt(x - q, y - q), 0.6) +
            coverage(distanceAt(x + q, y - q), 0.6) +
            coverage(distanceAt(x - q, y + q), 0.6) +
            coverage(distanceAt(x + q, y + q), 0.6)) /
          4;
      }
      const alpha = covered * shade.opacity;
      if (alpha <= 0) continue;
      const along = Math.min(1, Math.max(0, 0.5 + (x - placement.x) * alongX + (y - placement.y) * alongY));
      const at = 3 * (row * size + column);
      for (let c = 0; c < 3; c++) {
        const colour = shade.from[c]! + (shade.to[c]! - shade.from[c]!) * along;
        image[at + c] = image[at + c]! + (colour - image[at + c]!) * alpha;
      }
    }
  }
}
