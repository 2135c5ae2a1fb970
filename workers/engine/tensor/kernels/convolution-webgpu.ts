/**
 * The three convolution products on webgpu, each a sum over one or two pairs in one launch. The stock programs copy
 * small images into patches first, take one launch for each product and one more for the sum, tile each image by itself
 * (half a tile is idle on a 4×4 map), and for one image of many channels, as for every filter gradient, fall to a matrix
 * product that adds with atomics in no fixed order. Here pixels of all images are the rows of one matrix product whose
 * patches are never stored.
 *
 * The filter's gradient is a sum over all pixels: parts of them are summed by different workgroups, and a second launch
 * adds the parts in order.
 */
import type { Tensor } from "../memory";
import { compute, elementGroups, perElement, spread, type Kernel } from "../webgpu/dispatch";
import { block, tiledProduct, tileFor, type Factor } from "../webgpu/tiled-product";

type Pair = readonly [Tensor, Tensor];
type Shape = readonly [number, number, number, number];

const shapeOf = (x: Tensor): Shape => x.shape as unknown as Shape;
const names = (pairs: readonly unknown[], a: string, b: string): string[] =>
  pairs.flatMap((_, p) => [a.replace("#", `${p}`), b.replace("#", `${p}`)]);
/** Type of a buffer whose rows are `row` long: read four at a time where that fits. */
const typed = (row: number): string => (row % 4 === 0 ? ": vec4<f32>" : "");

/** Four elements by their index, of a buffer whose rows are `row` long; `fits(j)` says where there is a j-th. */
function four(buffer: string, row: number, at: string, within: (j: number) => string): string {
  if (row % 4 === 0) return `return ${buffer}[(${at}) / 4];`;
  const lines = [0, 1, 2, 3].map((j) => `if (${within(j)}) { v[${j}] = ${buffer}[${at} + ${j}]; }`);
  return `var v = vec4<f32>(); ${lines.join(" ")} return v;`;
}

/**
 * Patches of images [n,h,w,channels]: row `outer` is a pixel, `inner` is (tap, channel). The same for both directions;
 * a pixel outside of the image is zero.
 */
function patches([, height, width, channels]: Shape, side: number): Factor {
  const reach = side >> 1;
  const pixels = `i32(arrayLength(&x#))${channels % 4 === 0 ? " * 4" : ""} / ${channels}`;
  const place = (k: string): string => `
  let tap = ${k} / ${channels};
  let i = outer / ${width} % ${height} + tap / ${side} - ${reach};
  let j = outer % ${width} + tap % ${side} - ${reach};
  let inside = i >= 0 && i < ${height} && j >= 0 && j < ${width};
  let at = (outer + (tap / ${side} - ${reach}) * ${width} + tap % ${side} - ${reach}) * ${channels} + ${k} % ${channels};`;
  const total = side * side * channels;
  const guarded = (p: number): string =>
    `if (outer >= ${pixels.replace("#", `${p}`)}) { return vec4<f32>(); }`;
  return {
    along: "inner",
    read(p) {
      if (channels % 4 === 0) {
        return `${guarded(p)} if (inner >= ${total}) { return vec4<f32>(); } ${place("inner")}
  if (!inside) { return vec4<f32>(); }
  return x${p}[at / 4];`;
      }
      return `${guarded(p)} var v = vec4<f32>();
  for (var e = 0; e < 4; e++) {
    let k = inner + e;
    if (k < ${total}) { ${place("k")} if (inside) { v[e] = x${p}[at]; } }
  }
  return v;`;
    },
  };
}

function imageProduct(
  name: string,
  pairs: readonly Pair[],
  columns: number,
  filter: Factor,
  row: number,
): Tensor {
  const [x, w] = pairs[0]!;
  const shape = shapeOf(x);
  const [n, height, width, channels] = shape;
  const side = w.shape[0]!;
  const pixels = n * height * width;
  const tile = tileFor(pixels, columns);
  const a = patches(shape, side);
  const kernel: Kernel = {
    name: `${name} ${[pairs.length, side, height, width, channels, columns, tile.rows, tile.columns].join(" ")}`,
    inputs: names(pairs, `x#${typed(channels)}`, `w#${typed(row)}`),
    outputs: [`c${typed(columns)}`],
    code: () =>
      tiledProduct({
        pairs: pairs.length,
        a,
        b: filter,
        columns,
        tile,
        long: false,
        parts: false,
        rows: `i32(arrayLength(&c))${columns % 4 === 0 ? " * 4" : ""} / ${columns}`,
        begin: "0",
        end: `${side * side * channels}`,
      }),
  };
  const [tiles, more] = spread(Math.ceil(pixels / tile.rows));
  const groups = [tiles, Math.ceil(columns / tile.columns), more] as const;
  return compute(kernel, pairs.flat(), [[n, height, width, columns]], groups)[0]!;
}

/** Pairs (x, w), see `convolution.ts`. */
export function webGpuConvolve(pairs: readonly Pair[]): Tensor {
  const [side, , channels, outputs] = shapeOf(pairs[0]![1]);
  const filter: Factor = {
    along: "outer",
    read: (p) => `if (inner >= ${side * side * channels} || outer >= ${outputs}) { return vec4<f32>(); }
  ${four(`w${p}`, outputs, `inner * ${outputs} + outer`, (j) => `outer + ${j} < ${outputs}`)}`,
  };
  return imageProduct("convolve", pairs, outputs, filter, outputs);
}

/** Pairs (u, w): u ∗ w turned by 180°, in- and out-channels exchanged. */
export function webGpuConvolveInputAdjoint(pairs: readonly Pair[]): Tensor {
  const [side, , channels, outputs] = shapeOf(pairs[0]![1]);
  const taps = side * side;
  const element = (k: string): string =>
    `((${taps - 1} - ${k} / ${outputs}) * ${channels} + outer) * ${outputs} + ${k} % ${outputs}`;
  const read = (p: number): string => {
    if (outputs % 4 === 0) return `return w${p}[(${element("inner")}) / 4];`;
    const lines = [0, 1, 2, 3].map(
      (j) => `if (inner + ${j} < ${taps * outputs}) { v[${j}] = w${p}[${element(`(inner + ${j})`)}]; }`,
    );
    return `var v = vec4<f32>(); ${lines.join(" ")} return v;`;
  };
  const filter: Factor = {
    along: "inner",
    read: (p) =>
      `if (inner >= ${taps * outputs} || outer >= ${channels}) { return vec4<f32>(); }\n  ${read(p)}`,
  };
  return imageProduct("convolve input adjoint", pairs, channels, filter, outputs);
}

/** Most floats that the parts of a filter's gradient may take: 16 MB. */
const mostPartFloats = 2 ** 22;
/** Workgroups that fill a GPU also where they wait for memory. */
const manyGroups = 512;

/** Into how many parts the pixels are cut: a function of the shapes alone, so that the result is too. */
export function filterParts(pixels: number, rows: number, columns: number): number {
  const tile = tileFor(rows, columns);
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  const wanted = Math.min(Math.ceil(manyGroups / tiles), Math.ceil(pixels / block));
  return Math.max(1, Math.min(wanted, Math.floor(mostPartFloats / (rows * columns))));
}

/** x shifted by each tap, turned over: row `outer` is (tap, channel), `inner` a pixel. */
function shifted([, height, width, channels]: Shape, side: number): Factor {
  const reach = side >> 1;
  const rows = side * side * channels;
  const vectors = channels % 4 === 0;
  const place = (m: string): string => `
  let tap = ${m} / ${channels};
  let di = tap / ${side} - ${reach};
  let dj = tap % ${side} - ${reach};
  let i = inner / ${width} % ${height} + di;
  let j = inner % ${width} + dj;
  let inside = i >= 0 && i < ${height} && j >= 0 && j < ${width};
  let at = (inner + di * ${width} + dj) * ${channels} + ${m} % ${channels};`;
  return {
    along: "outer",
    read(p) {
      const pixels = `i32(arrayLength(&x${p}))${vectors ? " * 4" : ""} / ${channels}`;
      const guard = `if (inner >= ${pixels}) { return vec4<f32>(); }`;
      if (vectors) {
        return `${guard} if (outer >= ${rows}) { return vec4<f32>(); } ${place("outer")}
  if (!inside) { return vec4<f32>(); }
  return x${p}[at / 4];`;
      }
      return `${guard} var v = vec4<f32>();
  for (var e = 0; e < 4; e++) {
    let m = outer + e;
    if (m < ${rows}) { ${place("m")} if (inside) { v[e] = x${p}[at]; } }
  }
  return v;`;
    },
  };
}

/** Adds the parts of [parts, …], in order. */
const addParts: Kernel = {
  name: "add parts",
  inputs: ["parts"],
  outputs: ["sum"],
  code: () =>
    perElement(`
  let size = i32(arrayLength(&sum));
  if (index >= size) { return; }
  var total = 0.0;
  for (var at = index; at < i32(arrayLength(&parts)); at += size) { total += parts[at]; }
  sum[index] = total;`),
};

/** Pairs (x, u), see `convolution.ts`. */
export function webGpuConvolveFilterAdjoint(pairs: readonly Pair[], side: number): Tensor {
  const [x, u] = pairs[0]!;
  const shape = shapeOf(x);
  const [n, height, width, channels] = shape;
  const outputs = u.shape[3]!;
  const rows = side * side * channels;
  const pixels = n * height * width;
  const tile = tileFor(rows, outputs);
  const parts = filterParts(pixels, rows, outputs);
  const count = `i32(arrayLength(&x0))${channels % 4 === 0 ? " * 4" : ""} / ${channels}`;
  // A whole number of slabs each.
  const each = `(((${count} + parts - 1) / parts + 15) / 16 * 16)`;
  const b: Factor = {
    along: "outer",
    read: (p) => `if (inner >= ${count} || outer >= ${outputs}) { return vec4<f32>(); }
  ${four(`u${p}`, outputs, `inner * ${outputs} + outer`, (j) => `outer + ${j} < ${outputs}`)}`,
  };
  const kernel: Kernel = {
    name: `convolve filter adjoint ${[pairs.length, side, height, width, channels, outputs].join(" ")}`,
    inputs: names(pairs, `x#${typed(channels)}`, `u#${typed(outputs)}`),
    outputs: [`c${typed(outputs)}`],
    code: () =>
      tiledProduct({
        pairs: pairs.length,
        a: shifted(shape, side),
        b,
        columns: outputs,
        tile,
        long: true,
        parts: true,
        rows: `${rows}`,
        begin: `part * ${each}`,
        end: `min(${count}, (part + 1) * ${each})`,
      }),
  };
  const filter = [side, side, channels, outputs];
  const groups = [Math.ceil(rows / tile.rows), Math.ceil(outputs / tile.columns), parts] as const;
  const [made] = compute(kernel, pairs.flat(), [parts === 1 ? filter : [parts, ...filter]], groups);
  if (parts === 1) return made!;
  const [sum] = compute(addParts, [made!], [filter], elementGroups(rows * outputs));
  made!.dispose();
  return sum!;
}
