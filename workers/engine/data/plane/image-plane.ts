/**
 * The plane in which real images vary most: the first two principal components of their pixels. With x ∈ ℝ^D the
 * levels of red, green and blue of an image divided by √D, so that |x| is a root mean square, m the mean of n real ones,
 * and u₁, u₂ the eigenvectors of S = Σ (x − m)(x − m)ᵗ / n with the largest eigenvalues λ₁ ≥ λ₂, an image lies at
 *
 *     (u₁ᵗ (x − m), u₂ᵗ (x − m)),   and the axes tell λ₁ / tr S and λ₂ / tr S of the variance
 *
 * (Pearson 1901). u comes from the n × n matrix of products of the x − m, which has the same eigenvalues. Its sign is
 * such that its largest entry in size, the first of equals, is positive.
 */
import { mostReal, type ClassBlock, type PlacedImages } from "../../../protocol/image-map";
import type { PictureBlock } from "../../../protocol/stage-figures";
import { combine, leadingEigen } from "./leading";

export interface ImagePlane {
  readonly size: number;
  /** m, [D]. */
  readonly mean: Float64Array;
  /** u₁ and u₂, [D] each. */
  readonly axes: readonly [Float64Array, Float64Array];
  /** √λ along each axis, in levels. */
  readonly deviations: readonly [number, number];
  /** λ / tr S of each axis. */
  readonly shares: readonly [number, number];
  /** n. */
  readonly count: number;
  /** By class, the mean of its real images, null if there are none, and their number. */
  readonly classes: readonly { readonly mean: Float64Array | null; readonly count: number }[];
}

/** x of an image of a block, or null where there is none. */
function vectorOf({ pixels, size }: PictureBlock, index: number): Float64Array | null {
  const from = index * size * size * 4;
  if (!pixels[from + 3]) return null;
  const vector = new Float64Array(3 * size * size);
  const scale = 1 / Math.sqrt(vector.length);
  for (let to = 0, at = from; to < vector.length; to += 3, at += 4) {
    for (let channel = 0; channel < 3; channel++) vector[to + channel] = pixels[at + channel]! * scale;
  }
  return vector;
}

const imagesIn = ({ pixels, size }: PictureBlock): number => Math.floor(pixels.length / (size * size * 4));

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);

const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  combine(vectors, new Float64Array(vectors.length).fill(1 / vectors.length));

/** The first columns of a block, so many that all its classes together are not more than `mostReal`. */
export function boundedReal({ pixels, size, columns }: ClassBlock): ClassBlock {
  const bytes = size * size * 4;
  const classes = Math.floor(imagesIn({ pixels, size }) / columns);
  const kept = Math.min(columns, Math.max(1, Math.floor(mostReal / Math.max(1, classes))));
  const some = new Uint8ClampedArray(classes * kept * bytes);
  for (let label = 0; label < classes; label++) {
    const from = label * columns * bytes;
    some.set(pixels.subarray(from, from + kept * bytes), label * kept * bytes);
  }
  return { pixels: some, size, columns: kept };
}

/** u with the sign that is chosen, see above; sizes within a thousandth are the same, whatever rounding makes of them. */
function signed(axis: Float64Array): Float64Array {
  const largest = axis.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const first = axis.find((value) => Math.abs(value) > 0.999 * largest) ?? 0;
  return first < 0 ? axis.map((value) => -value) : axis;
}

/** The plane of real images; null if they do not span one, as all lie on a line or there are fewer than three. */
export function imagePlane(real: ClassBlock): ImagePlane | null {
  const byIndex = Array.from({ length: imagesIn(real) }, (_, index) => vectorOf(real, index));
  const all = byIndex.filter((vector) => vector !== null);
  const n = all.length;
  if (n < 3) return null;
  const mean = meanOf(all);
  const centred = all.map((vector) => minus(vector, mean));
  const products = new Float64Array(n * n);
  let trace = 0;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      const product = dot(centred[row]!, centred[column]!);
      products[row * n + column] = product;
      products[column * n + row] = product;
    }
    trace += products[row * n + row]!;
  }
  const [first, second] = leadingEigen(products, n, 2);
  // What rounding leaves of a line is no plane.
  if (!first || !second || !(second.value > 1e-9 * first.value)) return null;
  const axisOf = ({ vector }: typeof first): Float64Array => {
    const direction = combine(centred, vector);
    const length = Math.sqrt(dot(direction, direction));
    return signed(direction.map((value) => value / length));
  };
  const classes = Array.from({ length: byIndex.length / real.columns }, (_, label) => {
    const own = byIndex
      .slice(label * real.columns, (label + 1) * real.columns)
      .filter((each) => each !== null);
    return { mean: own.length ? meanOf(own) : null, count: own.length };
  });
  return {
    size: real.size,
    mean,
    axes: [axisOf(first), axisOf(second)],
    deviations: [Math.sqrt(first.value / n), Math.sqrt(second.value / n)],
    shares: [first.value / trace, second.value / trace],
    count: n,
    classes,
  };
}

/** Root mean square distance of vectors from their own mean, each taken once: with n − 1, so that few are as many. */
class Spread {
  private readonly sum: Float64Array;
  private squares = 0;
  private count = 0;

  constructor(dims: number) {
    this.sum = new Float64Array(dims);
  }

  add(vector: Float64Array): void {
    for (let i = 0; i < vector.length; i++) this.sum[i]! += vector[i]!;
    this.squares += dot(vector, vector);
    this.count++;
  }

  /** Not a number of fewer than two. */
  get value(): number {
    const rest = this.squares - dot(this.sum, this.sum) / Math.max(1, this.count);
    return this.count < 2 ? NaN : Math.sqrt(Math.max(0, rest) / (this.count - 1));
  }
}

/**
 * Where the images of a block lie.
 * @param isReal the block is that which the plane was made of.
 */
export function placeImages(plane: ImagePlane, block: ClassBlock, isReal = false): PlacedImages {
  const count = imagesIn(block);
  const places = new Float64Array(2 * count).fill(NaN);
  const fromMean = new Float64Array(count).fill(NaN);
  const fromClass = new Float64Array(count).fill(NaN);
  const dims = plane.mean.length;
  const all = new Spread(dims);
  const spreads = new Float64Array(Math.ceil(count / block.columns));
  for (let label = 0; label < spreads.length; label++) {
    const own = plane.classes[label];
    const within = new Spread(dims);
    for (let index = label * block.columns; index < Math.min(count, (label + 1) * block.columns); index++) {
      const vector = vectorOf(block, index);
      if (!vector) continue;
      const offset = minus(vector, plane.mean);
      plane.axes.forEach((axis, k) => (places[2 * index + k] = dot(axis, offset)));
      fromMean[index] = Math.sqrt(dot(offset, offset));
      all.add(offset);
      within.add(offset);
      if (!own?.mean || (isReal && own.count < 2)) continue;
      const rest = minus(vector, own.mean);
      // x − (n m − x) / (n − 1) = (x − m) n / (n − 1).
      fromClass[index] = Math.sqrt(dot(rest, rest)) * (isReal ? own.count / (own.count - 1) : 1);
    }
    spreads[label] = within.value;
  }
  return { places, fromMean, fromClass, spread: all.value, spreads };
}

/** Standard deviations from the mean image to the pictures that stand for an axis. */
const reach = 2;

/** m − 2 √λ u and m + 2 √λ u of the first axis, then of the second, as RGBA. */
export function axisEnds({ size, mean, axes, deviations }: ImagePlane): PictureBlock {
  const bytes = size * size * 4;
  const pixels = new Uint8ClampedArray(4 * bytes).fill(255);
  const scale = Math.sqrt(mean.length);
  for (let end = 0; end < 4; end++) {
    const axis = axes[end < 2 ? 0 : 1];
    const way = (end % 2 ? reach : -reach) * deviations[end < 2 ? 0 : 1];
    for (let i = 0; i < mean.length; i++) {
      pixels[end * bytes + 4 * Math.floor(i / 3) + (i % 3)] = scale * (mean[i]! + way * axis[i]!);
    }
  }
  return { pixels, size };
}
