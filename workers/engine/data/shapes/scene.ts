/**
 * One image of the built-in set: a ground, clutter, the figure with its shadow, and noise. Colour, contrast, place,
 * size, angle and clutter carry no information on the class; only the figure does.
 */
import type { Random } from "../../tensor/random";
import { paintBackground } from "./background";
import { oklch } from "./colour";
import type { Distance } from "./distances";
import { paintFigure, type Placement } from "./layer";

/** Share of the scenes in which the figure is lighter than its ground. */
const LIGHT_FIGURE = 0.9;

const dot: Distance = (u, v) => Math.hypot(u, v) - 1;
const dash: Distance = (u, v) => Math.max(Math.abs(u) - 1, Math.abs(v) - 0.34);

/** Small dots and dashes, mostly off the centre, a little lighter or darker than the ground. */
function paintClutter(
  image: Float32Array,
  size: number,
  lightness: number,
  hue: number,
  random: Random,
): void {
  const count = 1 + random.integer(0, 4);
  for (let k = 0; k < count; k++) {
    const direction = random.between(0, 2 * Math.PI);
    const far = random.between(0.6, 1.2);
    const step = random.between(0.1, 0.24) * (random.chance(0.5) ? 1 : -1);
    const colour = oklch(lightness + step, random.between(0.03, 0.16), hue + random.between(-0.3, 0.3));
    const placement: Placement = {
      x: far * Math.cos(direction),
      y: far * Math.sin(direction),
      radius: random.between(0.07, 0.22),
      angle: random.between(0, Math.PI),
      stretch: 1,
    };
    const shade = { from: colour, to: colour, angle: 0, opacity: random.between(0.6, 1), softness: 1 };
    paintFigure(image, size, random.chance(0.5) ? dot : dash, placement, shade);
  }
}

/**
 * Draws one scene. The same stream gives the same scene at every size.
 * @param figure the figure that the label names.
 * @param image scratch, size × size × 3, sRGB in [0, 1]; overwritten, noise included.
 */
export function drawScene(image: Float32Array, size: number, figure: Distance, random: Random): void {
  const light = random.chance(LIGHT_FIGURE);
  const groundLightness = light ? random.between(0.24, 0.5) : random.between(0.7, 0.92);
  const contrast = random.between(0.36, 0.54);
  const lightness = light ? groundLightness + contrast : groundLightness - contrast;
  const groundHue = random.uniform();
  // The figure's hue keeps away from the ground's, so that the two never merge.
  const hue = groundHue + random.between(0.2, 0.8);

  paintBackground(image, size, groundLightness, groundHue, random);
  paintClutter(image, size, groundLightness, groundHue, random);

  const placement: Placement = {
    x: random.between(-0.14, 0.14),
    y: random.between(-0.14, 0.14),
    radius: random.between(0.6, 0.84),
    angle: random.between(-0.25, 0.25),
    stretch: random.between(0.85, 1.18),
  };
  if (random.chance(0.5)) {
    const black = oklch(0.12, 0.02, groundHue);
    const shadow = { ...placement, x: placement.x + 0.1, y: placement.y + 0.12 };
    const opacity = random.between(0.2, 0.45);
    const softness = 0.16 * size;
    paintFigure(image, size, figure, shadow, { from: black, to: black, angle: 0, opacity, softness });
  }
  const chroma = random.between(0.07, 0.2);
  const slope = random.between(-0.1, 0.1);
  const turn = random.between(-0.09, 0.09);
  paintFigure(image, size, figure, placement, {
    from: oklch(lightness - slope, chroma, hue - turn),
    to: oklch(lightness + slope, chroma, hue + turn),
    angle: random.between(0, 2 * Math.PI),
    opacity: 1,
    softness: 1,
  });

  const grain = random.between(0.01, 0.05);
  for (let at = 0; at < 3 * size * size; at++) image[at] = image[at]! + grain * random.roughNormal();
}
