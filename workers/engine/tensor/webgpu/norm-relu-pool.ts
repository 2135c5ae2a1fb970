/**
 * WGSL of instance norm + affine + ReLU + 2×2 average pooling: forward, backward, tangent and the tangent of the
 * backward pass; see `../ops/norm-relu-pool.ts` for the mathematics and the names.
 *
 * A workgroup owns eight neighbouring channels of one image. Its 256 threads are 32 rows of 8: a row takes every 32nd
 * pixel, then the rows are added in workgroup memory, always in the same order.
 *
 * The last kernel makes its sums in one launch and daDot in another. With t = mask · u/4, ṫ = mask · u̇/4, and m(·) the
 * mean over space, da and its tangent are affine in t, ṫ, h and ȧ at each pixel, with coefficients of image and channel:
 *
 *     da    = r γ (t − m(t) − h m(h t))
 *     daDot = r γ ṫ + (r γ̇ − r² α γ) t − r² b ȧ
 *           − [ r γ m(h ṫ) + r γ̇ m(h t) + r² (s − 3 α b) ] h + r² (b m(ȧ) + α γ m(t)) − r γ m(ṫ) − r γ̇ m(t)
 *
 * with α = m(h ȧ), b = γ m(h t), s = γ (m(ȧ t) − m(ȧ) m(t)).
 */
import { perElement } from "./dispatch";

/** Channels of a workgroup. */
export const lanes = 8;
const rows = 32;
const threads = lanes * rows;

/** Vectors for each image and channel in the table of coefficients. */
export const tableVectors = 3;

export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Threads by channel and row, and their sums; `body` sees t, lane, row, c and own (whether c is a channel). */
const byChannel = (channels: number, body: string): string => `
var<workgroup> partial : array<f32, ${threads}>;
fn sumRows(value : f32, t : i32) -> f32 {
  partial[t] = value;
  workgroupBarrier();
  var sum = 0.0;
  for (var at = t % ${lanes}; at < ${threads}; at += ${lanes}) { sum += partial[at]; }
  workgroupBarrier();
  return sum;
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let t = i32(local);
  let row = t / ${lanes};
  let channel = i32(group.x) * ${lanes} + t % ${lanes};
  let own = channel < ${channels};
  let c = min(channel, ${channels - 1});
  ${body}
}`;

/** Calls `body` for each pixel of one image that a row takes; it sees p and `at`, the pixel's index in a. */
const eachPixel = ({ height, width, channels }: MapShape, body: string): string => `
  for (var p = row; p < ${height * width}; p += ${rows}) { let at = image + p * ${channels}; ${body} }`;

/** The same for the pooled pixels: `cell` in y, and `at` the upper left of its four pixels. */
const eachCell = ({ height, width, channels }: MapShape, body: string, before = "", after = ""): string => {
  const [h2, w2] = [height >> 1, width >> 1];
  return `
  for (var p = row; p < ${h2 * w2}; p += ${rows}) {
    let cell = (i32(group.y) * ${h2 * w2} + p) * ${channels} + c;
    let corner = image + (p / ${w2} * ${2 * width} + p % ${w2} * 2) * ${channels};
    ${before}
    for (var quarter = 0; quarter < 4; quarter++) {
      let at = corner + (quarter / 2 * ${width} + quarter % 2) * ${channels};
      ${body}
    }
    ${after}
  }`;
};

/** Writes a quarter of what `body` adds to `total` over the four pixels. */
const eachPooled = (shape: MapShape, output: string, body: string): string =>
  eachCell(shape, body, "var total = 0.0;", `${output}[cell] = total * 0.25;`);

const imageStart = ({ height, width, channels }: MapShape): string => `
  let image = i32(group.y) * ${height * width * channels} + c;
  let entry = i32(group.y) * ${channels} + c;`;

/** Declares h and the mask at `at`, from s = (mean, r, γ, β). */
const normalised = "let h = (a[at] - s.x) * s.y; let mask = h * s.z + s.w > 0.0;";

/** Declares p's index in the pooled map, and whether it is in there: odd sizes lose their last row and column. */
const pooledIndex = ({ height, width, channels }: MapShape, image: string, pixel: string): string => {
  const [h2, w2] = [height >> 1, width >> 1];
  return `
    let i = ${pixel} / ${width} / 2;
    let j = ${pixel} % ${width} / 2;
    let inside = i < ${h2} && j < ${w2};
    let cell = (${image} * ${h2 * w2} + i * ${w2} + j) * ${channels} + c;`;
};

type Source = (shape: MapShape) => string;

const forward: Source = (shape) => {
  const pixels = `${shape.height * shape.width}.0`;
  return byChannel(
    shape.channels,
    `${imageStart(shape)}
  var sum = 0.0;
  ${eachPixel(shape, "sum += a[at];")}
  let mean = sumRows(sum, t) / ${pixels};
  var squares = 0.0;
  ${eachPixel(shape, "let d = a[at] - mean; squares += d * d;")}
  let variance = sumRows(squares, t) / ${pixels};
  let s = vec4<f32>(mean, 1.0 / sqrt(variance + 1e-5), gamma[c], beta[c]);
  if (!own) { return; }
  if (row == 0) { statistics[entry] = s; }
${eachPooled(shape, "y", "total += max((a[at] - s.x) * s.y * s.z + s.w, 0.0);")}`,
  );
};

const backward: Source = (shape) => {
  const pixels = `${shape.height * shape.width}.0`;
  return byChannel(
    shape.channels,
    `${imageStart(shape)}
  let s = statistics[entry];
  var ofT = 0.0;
  var ofHT = 0.0;
  ${eachCell(
    shape,
    `${normalised}
      if (mask) { let d = u[cell] * 0.25; ofT += d; ofHT += h * d; }`,
  )}
  let sumT = sumRows(ofT, t);
  let sumHT = sumRows(ofHT, t);
  if (!own) { return; }
  if (row == 0) { sums[entry] = vec4<f32>(0.0, 0.0, sumHT, sumT); }
  ${eachPixel(
    shape,
    `${normalised} ${pooledIndex(shape, "i32(group.y)", "p")}
    var d = 0.0;
    if (inside && mask) { d = u[cell] * 0.25; }
    da[at] = s.y * s.z * (d - (sumT + h * sumHT) / ${pixels});`,
  )}`,
  );
};

const tangent: Source = (shape) => {
  const pixels = `${shape.height * shape.width}.0`;
  return byChannel(
    shape.channels,
    `${imageStart(shape)}
  let s = statistics[entry];
  var ofADot = 0.0;
  var ofHADot = 0.0;
  ${eachPixel(shape, "let d = aDot[at]; ofADot += d; ofHADot += (a[at] - s.x) * s.y * d;")}
  let means = vec2<f32>(sumRows(ofADot, t), sumRows(ofHADot, t)) / ${pixels};
  let sDot = vec4<f32>(means, gammaDot[c], betaDot[c]);
  if (!own) { return; }
  if (row == 0) { statisticsDot[entry] = sDot; }
${eachPooled(
  shape,
  "yDot",
  `${normalised}
      let hDot = s.y * (aDot[at] - sDot.x - h * sDot.y);
      if (mask) { total += hDot * s.z + h * sDot.z + sDot.w; }`,
)}`,
  );
};

/** (mean, r, γ, β), (ċ_t, ċ_h, ċ_a, ċ_0), (0, 0, dGammaDot, dBetaDot) of each image and channel. */
const coefficients: Source = (shape) => {
  const pixels = `${shape.height * shape.width}.0`;
  return byChannel(
    shape.channels,
    `${imageStart(shape)}
  let s = statistics[entry];
  let sDot = statisticsDot[entry];
  var parts = vec3<f32>(); // Σt, Σht, Σȧt
  var partsDot = vec2<f32>(); // Σṫ, Σhṫ
  ${eachCell(
    shape,
    `${normalised}
      if (mask) {
        let d = u[cell] * 0.25;
        let dDot = uDot[cell] * 0.25;
        parts += vec3<f32>(d, h * d, aDot[at] * d);
        partsDot += vec2<f32>(dDot, h * dDot);
      }`,
  )}
  let sum = vec3<f32>(sumRows(parts.x, t), sumRows(parts.y, t), sumRows(parts.z, t));
  let sumDot = vec2<f32>(sumRows(partsDot.x, t), sumRows(partsDot.y, t));
  if (!own || row > 0) { return; }
  let of_t = sum / ${pixels};
  let of_tDot = sumDot / ${pixels};
  let rg = s.y * s.z;
  let rgDot = s.y * sDot.z;
  let rr = s.y * s.y;
  let b = s.z * of_t.y;
  let spread = s.z * (of_t.z - sDot.x * of_t.x);
  let along = rg * of_tDot.y + rgDot * of_t.y + rr * (spread - 3.0 * sDot.y * b);
  let constant = rr * (b * sDot.x + sDot.y * s.z * of_t.x) - rg * of_tDot.x - rgDot * of_t.x;
  let hDotT = s.y * (sum.z - sDot.x * sum.x - sDot.y * sum.y);
  table[entry * 3] = s;
  table[entry * 3 + 1] = vec4<f32>(rgDot - rr * sDot.y * s.z, -along, -rr * b, constant);
  table[entry * 3 + 2] = vec4<f32>(0.0, 0.0, sumDot.y + hDotT, sumDot.x);`,
  );
};

/** daDot at one element; entry as of `perElement`. */
const backwardTangent: Source = (shape) => {
  const { height, width, channels } = shape;
  return perElement(`
  if (index >= i32(arrayLength(&a))) { return; }
  let at = index;
  let c = at % ${channels};
  let pixel = at / ${channels} % ${height * width};
  let image = at / ${height * width * channels};
  let entry = (image * ${channels} + c) * 3;
  let s = table[entry];
  let by = table[entry + 1];
  ${normalised}
  ${pooledIndex(shape, "image", "pixel")}
  var d = 0.0;
  var dDot = 0.0;
  if (inside && mask) {
    d = u[cell] * 0.25;
    dDot = uDot[cell] * 0.25;
  }
  daDot[at] = s.y * s.z * dDot + by.w + by.x * d + by.y * h + by.z * aDot[at];`);
};

export const sources = { forward, backward, tangent, coefficients, backwardTangent } as const;

/** Sums over images of the last two numbers of each `vectors` vectors in [n,c,vectors]. */
export const sumImages = (channels: number, vectors: number): string =>
  byChannel(
    channels,
    `var parts = vec2<f32>();
  for (var n = row; n < i32(arrayLength(&sums)) / ${channels * vectors}; n += ${rows}) {
    parts += sums[(n * ${channels} + c) * ${vectors} + ${vectors - 1}].zw;
  }
  let sum = vec2<f32>(sumRows(parts.x, t), sumRows(parts.y, t));
  if (own && row == 0) { gammas[c] = sum.x; betas[c] = sum.y; }`,
  );
