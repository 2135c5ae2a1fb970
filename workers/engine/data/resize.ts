/**
 * A picture of any sides as a square one: its middle, or all of it squeezed. Resampled by a triangle as wide as the
 * step between the new pixels (at least one old pixel on either side), rows and columns apart, so that nothing is
 * skipped when it shrinks: the antialiased bilinear filter of the Python Imaging Library. Done here and not by the
 * browser, whose results differ.
 */
export type Fit = "crop" | "stretch";

/** Pixels of a decoded picture: red, green, blue, opacity. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** For each new pixel the first old one that it takes from, and the weights of that and the following ones. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float32Array[];
}

/** @param from first old pixel that is used, of `length`. */
function taps(from: number, length: number, size: number): Taps {
  const step = length / size;
  const reach = Math.max(1, step);
  const first = new Int32Array(size);
  const weights: Float32Array[] = [];
  for (let to = 0; to < size; to++) {
    const centre = (to + 0.5) * step;
    const begin = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(length, Math.floor(centre + reach + 0.5));
    const row = Float32Array.from({ length: end - begin }, (_, i) =>
      Math.max(0, 1 - Math.abs((begin + i + 0.5 - centre) / reach)),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    first[to] = from + begin;
    weights.push(row.map((weight) => weight / sum));
  }
  return { first, weights };
}

/** Red, green, blue of one pixel over white. */
function flatten(data: Rgba["data"], at: number, into: Float32Array): void {
  const opacity = data[at + 3]! / 255;
  for (let c = 0; c < 3; c++) into[c] = data[at + c]! * opacity + 255 * (1 - opacity);
}

/**
 * Writes the picture at `size` × `size` into `out` at `offset`: bytes, channels last; transparent parts over white, grey
 * from the weights of Rec. 601.
 */
export function fitSquare(
  picture: Rgba,
  fit: Fit,
  size: number,
  channels: 1 | 3,
  out: Uint8Array,
  offset: number,
): void {
  const { width, height, data } = picture;
  const side = Math.min(width, height);
  const across = fit === "crop" ? taps((width - side) >> 1, side, size) : taps(0, width, size);
  const down = fit === "crop" ? taps((height - side) >> 1, side, size) : taps(0, height, size);
  const top = down.first[0]!;
  const bottom = down.first[size - 1]! + down.weights[size - 1]!.length;
  const pixel = new Float32Array(3);
  // Rows first: each old row that is needed, at the new width.
  const rows = new Float32Array((bottom - top) * size * 3);
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < size; x++) {
      const at = ((y - top) * size + x) * 3;
      across.weights[x]!.forEach((weight, i) => {
        flatten(data, (y * width + across.first[x]! + i) * 4, pixel);
        for (let c = 0; c < 3; c++) rows[at + c]! += weight * pixel[c]!;
      });
    }
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      pixel.fill(0);
      down.weights[y]!.forEach((weight, i) => {
        const at = ((down.first[y]! - top + i) * size + x) * 3;
        for (let c = 0; c < 3; c++) pixel[c]! += weight * rows[at + c]!;
      });
      const to = offset + (y * size + x) * channels;
      if (channels === 1) {
        out[to] = Math.round(0.299 * pixel[0]! + 0.587 * pixel[1]! + 0.114 * pixel[2]!);
      } else {
        for (let c = 0; c < 3; c++) out[to + c] = Math.round(pixel[c]!);
      }
    }
  }
}
