/**
 * How saturated and how detailed images are, as they are shown:
 *
 *     saturation = mean over pixels of (max − min) / max over red, green, blue
 *     detail     = Σ_{|f| > 1/8} |Ŷ(f)|² / Σ_{f ≠ 0} |Ŷ(f)|²,   Y = 0.299 R + 0.587 G + 0.114 B
 *
 * with Ŷ the discrete Fourier transform and |f| in cycles per pixel.
 */
import type { PictureBlock, Spread, StageFigures } from "../../protocol/stage-figures";

/** Of a block no more images are measured than these, spread evenly over it. */
const most = 1000;
/** Cycles per pixel above which energy counts as detail. */
const coarse = 1 / 8;

/** @param pixels RGBA bytes of one image. */
export function saturationOf(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    const max = Math.max(r, g, b);
    if (max > 0) sum += (max - Math.min(r, g, b)) / max;
  }
  return sum / (pixels.length / 4);
}

interface Waves {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** cos and sin of 2π k x / size, at k · size + x. */
function wavesOf(size: number): Waves {
  const cos = new Float64Array(size * size);
  const sin = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let x = 0; x < size; x++) {
      const angle = (2 * Math.PI * ((k * x) % size)) / size;
      cos[k * size + x] = Math.cos(angle);
      sin[k * size + x] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/** Signed frequency of a bin, in cycles per pixel. */
const frequency = (bin: number, size: number): number => (bin <= size / 2 ? bin : bin - size) / size;

/** @param pixels RGBA bytes of one image of size × size. */
export function detailOf(pixels: Uint8ClampedArray, size: number, waves = wavesOf(size)): number {
  const { cos, sin } = waves;
  // Rows first, at (row, k); the luminance is real, so half of the frequencies tell all.
  const half = (size >> 1) + 1;
  const real = new Float64Array(size * half);
  const imaginary = new Float64Array(size * half);
  for (let row = 0; row < size; row++) {
    for (let x = 0; x < size; x++) {
      const at = 4 * (row * size + x);
      const y = 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
      for (let k = 0; k < half; k++) {
        real[row * half + k]! += y * cos[k * size + x]!;
        imaginary[row * half + k]! -= y * sin[k * size + x]!;
      }
    }
  }
  let all = 0;
  let fine = 0;
  for (let k = 0; k < half; k++) {
    // A frequency that its mirror image is not among these halves counts twice.
    const weight = k === 0 || 2 * k === size ? 1 : 2;
    for (let l = 0; l < size; l++) {
      if (k === 0 && l === 0) continue;
      let [re, im] = [0, 0];
      for (let row = 0; row < size; row++) {
        const [a, b] = [real[row * half + k]!, imaginary[row * half + k]!];
        const [c, s] = [cos[l * size + row]!, sin[l * size + row]!];
        re += a * c + b * s;
        im += b * c - a * s;
      }
      const energy = weight * (re * re + im * im);
      all += energy;
      if (Math.hypot(frequency(k, size), frequency(l, size)) > coarse) fine += energy;
    }
  }
  // What rounding leaves of a flat image is no detail.
  return all > 1e-6 * size ** 4 ? fine / all : 0;
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}

/** Figures of a block of at least one image; one that is wholly transparent is none. */
export function stageFigures({ pixels, size }: PictureBlock): StageFigures {
  const bytes = size * size * 4;
  const places = Array.from({ length: Math.floor(pixels.length / bytes) }, (_, i) => i * bytes);
  const there = places.filter((from) => pixels[from + 3] !== 0);
  const count = Math.min(there.length, most);
  const waves = wavesOf(size);
  const images = Array.from({ length: count }, (_, i) => {
    const from = there[Math.floor((i * there.length) / count)]!;
    return pixels.subarray(from, from + bytes);
  });
  return {
    saturation: spread(images.map(saturationOf)),
    detail: spread(images.map((image) => detailOf(image, size, waves))),
    count,
  };
}
