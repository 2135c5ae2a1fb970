/**
 * The adjoint of a convolution by its filter on webgpu: a sum over all pixels, of one or two pairs, in a fixed order. The
 * pixels are cut into parts, each summed by workgroups of its own, and a second launch adds the parts. Stock, this is a
 * matrix product of stored patches that adds with atomics.
 */
import type { Tensor } from "../memory";
import { compute, elementGroups, named, perElement, type Kernel } from "../webgpu/dispatch";
import { four, names, shapeOf, typed, type Pair, type Shape } from "../webgpu/operands";
import { block, tiledProduct, tileFor, type Factor } from "../webgpu/tiled-product";

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
  const shapes = `${pairs.length} ${side} ${height} ${width} ${channels} ${outputs}`;
  const kernel = named(`convolve filter adjoint ${shapes}`, () => ({
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
  }));
  const filter = [side, side, channels, outputs];
  const groups = [Math.ceil(rows / tile.rows), Math.ceil(outputs / tile.columns), parts] as const;
  const [made] = compute(kernel, pairs.flat(), [parts === 1 ? filter : [parts, ...filter]], groups);
  if (parts === 1) return made!;
  const [sum] = compute(addParts, [made!], [filter], elementGroups(rows * outputs));
  made!.dispose();
  return sum!;
}
