/**
 * Whitening a run's images: fits {@link Zca} to the training split and keeps every split's whitened values, computed once,
 * beside its bytes. From then on `normaliseBatch` hands these out and the normalisation by mean and deviation is skipped.
 */
import { StudioError } from "../../../protocol/errors";
import type { ImageSplit } from "../dataset";
import type { PreparedDataset } from "../prepare";
import { momentsWork } from "./covariance";
import { inverseRootWork } from "./inverse-root";
import { RowMap } from "./row-map";
import { fitZca, type Zca } from "./zca";

/** The last whitening fitted, kept by whoever starts runs, so that a second run on the same images need not fit again. */
export interface ZcaCache {
  fitted?: { readonly key: string; readonly zca: Zca };
}

/** Bytes of whitened values that a run may hold. */
const mostBytes = 2 ** 30;
/** Values of an image up to which a matrix is made of them: 4 matrices of float32 then take 270 MB while it is fitted. */
const mostDims = 4096;

/** Splits of a data set that hold images. */
const splitsOf = ({ train, heldOut, test }: PreparedDataset): ImageSplit[] =>
  [train, heldOut, test].filter((split) => split !== null);

const readable = (value: number): string => value.toLocaleString("en-US");

/**
 * Marks a data set as one to be whitened: until {@link whiten} has done so, no batch can be taken of it.
 * @throws StudioError `bad-recipe` if the images are too large or too many to be whitened.
 */
export function expectWhitening(data: PreparedDataset): void {
  const { size, channels } = data;
  const dims = size * size * channels;
  const splits = splitsOf(data);
  if (dims > mostDims) {
    throw new StudioError(
      "bad-recipe",
      `ZCA whitening of ${size}-pixel images needs matrices of ${readable(dims)} × ${readable(dims)}, more than ${readable(mostDims)} × ${readable(mostDims)}.`,
      "Choose images of at most 32 pixels, or switch ZCA whitening off, as the papers do at 64 pixels.",
    );
  }
  const count = splits.reduce((sum, split) => sum + split.count, 0);
  const bytes = 4 * dims * count;
  if (bytes > mostBytes) {
    throw new StudioError(
      "bad-recipe",
      `Whitened, the ${readable(count)} images take ${(bytes / 2 ** 30).toFixed(1)} GiB of memory, more than 1 GiB.`,
      `Use fewer images per class: at this size ${readable(Math.floor(mostBytes / (4 * dims)))} fit, training and test together.`,
    );
  }
  for (const split of splits) split.values = new Float32Array(0);
  data.zca = "pending";
}

/** Bytes hashed between two yields. */
const hashedAtOnce = 2 ** 24;

/** A name for the bytes of a split: 64 bits of two multiplicative hashes, for telling data sets apart in a session. */
function* contentKey({ pixels, count }: ImageSplit): Generator<void, string> {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < pixels.length; i++) {
    a = Math.imul(a ^ pixels[i]!, 0x01000193);
    b = Math.imul(b ^ pixels[i]!, 0x85ebca6b) + 1;
    if (i % hashedAtOnce === hashedAtOnce - 1) yield;
  }
  return `${count} × ${pixels.length / count}: ${a >>> 0}, ${b >>> 0}`;
}

const applyWork = (dims: number, count: number): number => 2 * dims ** 2 * count;

/** Operations that {@link whiten} takes without a cache, for a forecast. */
export function whiteningWork(data: PreparedDataset): number {
  const dims = data.size ** 2 * data.channels;
  const all = splitsOf(data).reduce((sum, split) => sum + split.count, 0);
  return momentsWork(dims, data.train.count) + inverseRootWork(dims) + applyWork(dims, all);
}

/** The whitened values of a split, (x / 255 − μ) T in rows; yields operations done. */
export function* whitenSplit(split: ImageSplit, zca: Zca, map: RowMap): Generator<number, Float32Array> {
  const { dims, mean } = zca;
  const values = new Float32Array(split.count * dims);
  const read = (row: number, into: Float32Array): void => {
    for (let k = 0; k < dims; k++) into[k] = split.pixels[row * dims + k]! / 255 - mean[k]!;
  };
  yield* map.apply(split.count, read, values);
  return values;
}

/**
 * Fits and whitens; sets `values` of every split and `zca` of the data set. Deterministic: the same bytes give the same
 * bits on every back end, so that a run that is taken up again whitens anew.
 * @yields the share done, 0 … 1, every few tens of milliseconds; may be ended at any of them, and begun again.
 * @throws StudioError `out-of-memory`, or `unsupported` where WebAssembly lacks SIMD.
 */
export async function* whiten(data: PreparedDataset, cache: ZcaCache = {}): AsyncGenerator<number, void> {
  const { train } = data;
  const total = whiteningWork(data);
  const dims = data.size ** 2 * data.channels;
  let done = momentsWork(dims, train.count) + inverseRootWork(dims);
  const hashing = contentKey(train);
  let hashed = hashing.next();
  for (; !hashed.done; hashed = hashing.next()) yield 0;
  const key = hashed.value;
  let zca = cache.fitted?.key === key ? cache.fitted.zca : null;
  if (!zca) {
    const fitting = fitZca(train);
    let step = fitting.next();
    for (; !step.done; step = fitting.next()) yield (step.value * done) / total;
    zca = step.value;
    cache.fitted = { key, zca };
  }
  const map = new RowMap(zca.transform, dims);
  for (const split of splitsOf(data)) {
    const whitening = whitenSplit(split, zca, map);
    let step = whitening.next();
    for (; !step.done; step = whitening.next()) yield Math.min(1, (done += step.value) / total);
    split.values = step.value;
  }
  data.zca = zca;
}
