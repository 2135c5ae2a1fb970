/** Grounds of the built-in set: gradients and soft textures between two neighbouring colours. */
import type { Random } from "../../tensor/random";
import { oklch, type Rgb } from "./colour";

/** Share of the second colour, 0 … 1, at a place of the image; x and y run from −1 to 1. */
type Pattern = (x: number, y: number) => number;

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));

/** Soft steps, as a wave between 0 and 1 with edges steeper than a sine's. */
const softWave = (phase: number): number => clamp01(0.5 + 0.9 * Math.sin(phase));

/** One of five patterns with its direction, scale and phase. */
function drawPattern(random: Random): Pattern {
  const kind = random.integer(0, 4);
  const angle = random.between(0, 2 * Math.PI);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const phase = random.between(0, 2 * Math.PI);
  const scale = random.uniform();
  if (kind === 1) {
    const cx = 0.9 * cos;
    const cy = 0.9 * sin;
    return (x, y) => clamp01(Math.hypot(x - cx, y - cy) / (1.2 + scale));
  }
  if (kind === 2) {
    const frequency = 3 + 5 * scale;
    return (x, y) => softWave(frequency * (x * cos + y * sin) + phase);
  }
  if (kind === 3) {
    const frequency = 3 + 3.5 * scale;
    return (x, y) => {
      const along = Math.sin(frequency * (x * cos + y * sin) + phase);
      const across = Math.sin(frequency * (y * cos - x * sin) - phase);
      return clamp01(0.5 + 1.2 * along * across);
    };
  }
  if (kind === 4) {
    const horizon = random.between(-0.5, 0.5);
    return (x, y) => clamp01(0.5 + 4 * ((x * sin) / 3 + y - horizon));
  }
  return (x, y) => clamp01(0.5 + 0.45 * (x * cos + y * sin));
}

/**
 * Paints the ground over the whole image.
 * @param image size × size × 3, sRGB in [0, 1]; overwritten.
 * @param lightness mean lightness of the ground in Oklab.
 */
export function paintBackground(
  image: Float32Array,
  size: number,
  lightness: number,
  hue: number,
  random: Random,
): void {
  const chroma = random.between(0.03, 0.13);
  const spread = random.between(0.05, 0.16);
  const turn = random.between(-0.14, 0.14);
  const from: Rgb = oklch(lightness - spread / 2, chroma, hue - turn / 2);
  const to: Rgb = oklch(lightness + spread / 2, chroma, hue + turn / 2);
  const pattern = drawPattern(random);
  for (let row = 0, at = 0; row < size; row++) {
    const y = (2 * row + 1) / size - 1;
    for (let column = 0; column < size; column++, at += 3) {
      const share = pattern((2 * column + 1) / size - 1, y);
      for (let c = 0; c < 3; c++) image[at + c] = from[c]! + (to[c]! - from[c]!) * share;
    }
  }
}
