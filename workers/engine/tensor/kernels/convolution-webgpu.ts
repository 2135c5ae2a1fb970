/**
 * Convolution and its adjoint by the input on webgpu, each a sum over one or two pairs in one launch. The stock programs
 * copy small images into patches first, take one launch for each product and one more for the sum, tile each image by
 * itself (half a tile is idle on a 4×4 map), and for one image of many channels fall to a matrix product that adds with
 * atomics in no fixed order. Here the pixels of all images are the rows of one matrix product, and its patches are never
 * stored.
 */
import type { Tensor } from "../memory";
import { compute, named, spread } from "../webgpu/dispatch";
import { four, names, shapeOf, typed, type Pair, type Shape } from "../webgpu/operands";
import { tiledProduct, tileFor, type Factor } from "../webgpu/tiled-product";
import { fitsNarrow, webGpuConvolveInputAdjointNarrow } from "./convolution-narrow-webgpu";

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
  const shapes = `${pairs.length} ${side} ${height} ${width} ${channels} ${columns} ${tile.rows} ${tile.columns}`;
  const kernel = named(`${name} ${shapes}`, () => ({
    inputs: names(pairs, `x#${typed(channels)}`, `w#${typed(row)}`),
    outputs: [`c${typed(columns)}`],
    code: () =>
      tiledProduct({
        pairs: pairs.length,
        a: patches(shape, side),
        b: filter,
        columns,
        tile,
        long: false,
        parts: false,
        rows: `i32(arrayLength(&c))${columns % 4 === 0 ? " * 4" : ""} / ${columns}`,
        begin: "0",
        end: `${side * side * channels}`,
      }),
  }));
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
  if (fitsNarrow(pairs[0]![1])) return webGpuConvolveInputAdjointNarrow(pairs);
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
