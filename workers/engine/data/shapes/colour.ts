/**
 * Colours of the built-in set, chosen by lightness, chroma and hue in Oklab (B. Ottosson, 2020), where equal steps look
 * equal: a figure stands out from its ground by a known difference in lightness, whatever the two hues.
 */

/** sRGB, each in [0, 1]. */
export type Rgb = readonly [number, number, number];

function encode(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
  return Math.min(1, Math.max(0, value));
}

/**
 * Colour of lightness 0 … 1, chroma 0 … about 0.3 and hue in turns; what sRGB cannot show is clipped.
 */
export function oklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos(2 * Math.PI * hue);
  const b = chroma * Math.sin(2 * Math.PI * hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
