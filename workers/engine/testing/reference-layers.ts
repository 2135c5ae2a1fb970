/** The layers of a ConvNet in float64, from their definitions; images are [n,H,W,C], filters [k,k,C,O], all flat. */
import {
  add,
  bilinear,
  exponential,
  gather,
  leaf,
  linear,
  logarithm,
  power,
  rectified,
  scale,
  subtract,
  sum,
  sumGroups,
  times,
  type Value,
} from "./tape";

/** [n, height, width, channels]. */
export type Shape = readonly [number, number, number, number];

const at = ([, h, w, c]: Shape, n: number, i: number, j: number, k: number): number =>
  ((n * h + i) * w + j) * c + k;

/** Calls `visit` for each element, in order. */
function each([n, h, w, c]: Shape, visit: (n: number, i: number, j: number, k: number) => void): void {
  for (let a = 0; a < n; a++) {
    for (let i = 0; i < h; i++) for (let j = 0; j < w; j++) for (let k = 0; k < c; k++) visit(a, i, j, k);
  }
}

/** The channel of each element. */
const channels = (count: number, c: number): number[] => Array.from({ length: count }, (_, e) => e % c);

/** y[n,i,j,o] = b[o] + Σ x[n, i+p−r, j+q−r, c] w[p,q,c,o], r = (kernel − 1) / 2, zeros outside. */
export function convolution(
  x: Value,
  w: Value,
  b: Value,
  shape: Shape,
  outputs: number,
  kernel: number,
): Value {
  const [n, height, width, inputs] = shape;
  const out: Shape = [n, height, width, outputs];
  const r = (kernel - 1) / 2;
  const [to, left, right]: [number[], number[], number[]] = [[], [], []];
  each(out, (image, i, j, o) => {
    for (let p = 0; p < kernel; p++) {
      for (let q = 0; q < kernel; q++) {
        const [row, column] = [i + p - r, j + q - r];
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        for (let c = 0; c < inputs; c++) {
          to.push(at(out, image, i, j, o));
          left.push(at(shape, image, row, column, c));
          right.push(((p * kernel + q) * inputs + c) * outputs + o);
        }
      }
    }
  });
  const size = n * height * width * outputs;
  return add(bilinear(x, w, { size, to, left, right }), gather(b, channels(size, outputs)));
}

/** γ (x − μ) / √(v + 1e-5) + β, with mean and biased variance over the pixels of each image and channel. */
export function instanceNorm(x: Value, gamma: Value, beta: Value, shape: Shape): Value {
  const [n, height, width, c] = shape;
  const plane: number[] = [];
  each(shape, (image, _i, _j, k) => plane.push(image * c + k));
  const mean = (values: Value): Value => scale(sumGroups(values, plane, n * c), 1 / (height * width));
  const centred = subtract(x, gather(mean(x), plane));
  const variance = mean(times(centred, centred));
  const deviation = power(add(variance, leaf(new Float64Array(n * c).fill(1e-5))), -0.5);
  const normal = times(centred, gather(deviation, plane));
  const channel = channels(x.values.length, c);
  return add(times(normal, gather(gamma, channel)), gather(beta, channel));
}

export const relu = rectified;

/** The mean of each 2×2 square; a last odd row or column is left out. */
export function averagePooling(x: Value, shape: Shape): Value {
  const [n, height, width, c] = shape;
  const out: Shape = [n, height >> 1, width >> 1, c];
  const [to, from]: [number[], number[]] = [[], []];
  each(out, (image, i, j, k) => {
    for (const [p, q] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      to.push(at(out, image, i, j, k));
      from.push(at(shape, image, 2 * i + p, 2 * j + q, k));
    }
  });
  return linear(x, { size: n * out[1] * out[2] * c, to, from, weight: to.map(() => 0.25) });
}

/** A border of zeros. */
export function zeroPadding(x: Value, shape: Shape, margin: number): Value {
  const [n, height, width, c] = shape;
  const out: Shape = [n, height + 2 * margin, width + 2 * margin, c];
  const to: number[] = [];
  each(shape, (image, i, j, k) => to.push(at(out, image, i + margin, j + margin, k)));
  const from = to.map((_, k) => k);
  return linear(x, { size: n * out[1] * out[2] * c, to, from, weight: from.map(() => 1) });
}

/** z = f W + b, f: [n, inputs], W: [inputs, outputs]. */
export function dense(f: Value, w: Value, b: Value, n: number, outputs: number): Value {
  const inputs = f.values.length / n;
  const [to, left, right]: [number[], number[], number[]] = [[], [], []];
  for (let image = 0; image < n; image++) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        to.push(image * outputs + o);
        left.push(image * inputs + i);
        right.push(i * outputs + o);
      }
    }
  }
  const size = n * outputs;
  return add(bilinear(f, w, { size, to, left, right }), gather(b, channels(size, outputs)));
}

/** −(1/n) Σ y (z − log Σ exp z), with z and y: [n, classes]. */
export function crossEntropy(logits: Value, targets: Value, n: number): Value {
  const size = logits.values.length;
  const row = Array.from({ length: size }, (_, e) => Math.floor((e * n) / size));
  const normaliser = logarithm(sumGroups(exponential(logits), row, n));
  const logProbabilities = subtract(logits, gather(normaliser, row));
  return scale(sum(times(targets, logProbabilities)), -1 / n);
}
