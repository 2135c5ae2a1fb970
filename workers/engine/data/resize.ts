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

/** One row at the new width, red, green, blue, laid over white; `row` is its first byte of `data`. */
function acrossRow(data: Rgba["data"], row: number, { first, weights }: Taps, into: Float32Array): void {
  for (let x = 0; x < weights.length; x++) {
    const shares = weights[x]!;
    let [red, green, blue] = [0, 0, 0];
    for (let i = 0, at = row + 4 * first[x]!; i < shares.length; i++, at += 4) {
      const opacity = data[at + 3]! / 255;
      const white = 255 * (1 - opacity);
      const share = shares[i]!;
      red += share * (data[at]! * opacity + white);
      green += share * (data[at + 1]! * opacity + white);
      blue += share * (data[at + 2]! * opacity + white);
    }
    into[3 * x] = red;
    into[3 * x + 1] = green;
    into[3 * x + 2] = blue;
  }
}

/** One new row out of the old ones at the new width; `top` is the first of them. */
function downRow(
  rows: Float32Array,
  top: number,
  { first, weights }: Taps,
  y: number,
  into: Float32Array,
): void {
  into.fill(0);
  const shares = weights[y]!;
  for (let i = 0; i < shares.length; i++) {
    const from = (first[y]! - top + i) * into.length;
    const share = shares[i]!;
    for (let at = 0; at < into.length; at++) into[at]! += share * rows[from + at]!;
  }
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
  // Rows first: each old row that is needed, at the new width.
  const rows = new Float32Array((bottom - top) * size * 3);
  for (let y = top; y < bottom; y++) {
    acrossRow(data, y * width * 4, across, rows.subarray((y - top) * size * 3, (y - top + 1) * size * 3));
  }
  const row = new Float32Array(size * 3);
  for (let y = 0; y < size; y++) {
    downRow(rows, top, down, y, row);
    const to = offset + y * size * channels;
    if (channels === 3) {
      for (let at = 0; at < row.length; at++) out[to + at] = Math.round(row[at]!);
      continue;
    }
    for (let x = 0; x < size; x++) {
      out[to + x] = Math.round(0.299 * row[3 * x]! + 0.587 * row[3 * x + 1]! + 0.114 * row[3 * x + 2]!);
    }
  }
}
