/**
 * The adjoint of a convolution by its input on webgpu where the input has four channels at most: the derivative by
 * images. Tiles of a matrix product would be nearly empty there, and too few to fill a GPU. Here 8 or 16 threads share
 * the sums of four pixels, reading neighbouring channels of u together, and an element of the filter serves all four.
 */
import type { Tensor } from "../memory";
import { compute, named, spread } from "../webgpu/dispatch";
import { names, shapeOf, type Pair } from "../webgpu/operands";

const threads = 64;
const each = [0, 1, 2, 3];

/** Whether a filter [k,k,C,O] goes from few channels to a multiple of four. */
export function fitsNarrow(w: Tensor): boolean {
  const [, , channels, outputs] = shapeOf(w);
  return channels <= 4 && outputs % 4 === 0;
}

/** Adds one tap's share of pair p to the sums of the four pixels; `at0` … `at3` are where u lies, or negative. */
function taps(p: number, channels: number, outputs: number, lanes: number): string {
  const vectors = outputs / 4;
  const some = each.slice(0, channels);
  const filter = some.map((c) => `let w_${c} = w${p}[tapStart + ${c * vectors} + o];`).join(" ");
  const dots = some.map((c) => `dot(u, w_${c})`).concat(each.slice(channels).map(() => "0.0"));
  const pixels = each.map(
    (q) => `if (at${q} >= 0) { let u = u${p}[at${q} + o]; sum${q} += vec4<f32>(${dots.join(", ")}); }`,
  );
  return `for (var o = lane; o < ${vectors}; o += ${lanes}) { ${filter} ${pixels.join(" ")} }`;
}

/** Pairs (u, w) with w as {@link fitsNarrow} wants it, see `convolution.ts`. */
export function webGpuConvolveInputAdjointNarrow(pairs: readonly Pair[]): Tensor {
  const [u, w] = pairs[0]!;
  const [n, height, width] = shapeOf(u);
  const [side, , channels, outputs] = shapeOf(w);
  const reach = side >> 1;
  const lanes = outputs >= 64 ? 16 : 8;
  const pixels = (4 * threads) / lanes;
  const count = n * height * width;
  const place = (q: number): string => `
    let i${q} = (pixel + ${q}) / ${width} % ${height} + di;
    let j${q} = (pixel + ${q}) % ${width} + dj;
    let inside${q} = pixel + ${q} < count && i${q} >= 0 && i${q} < ${height} && j${q} >= 0 && j${q} < ${width};
    let at${q} = select(-1, (pixel + ${q} + di * ${width} + dj) * ${outputs / 4}, inside${q});`;
  const gather = (q: number): string => `
  for (var c = 0; c < ${channels}; c++) { partial[t * ${channels} + c] = sum${q}[c]; }
  workgroupBarrier();
  if (lane < ${channels} && pixel + ${q} < count) {
    var total = 0.0;
    for (var i = 0; i < ${lanes}; i++) { total += partial[(t - lane + i) * ${channels} + lane]; }
    x[(pixel + ${q}) * ${channels} + lane] = total;
  }
  workgroupBarrier();`;
  const shapes = `${pairs.length} ${side} ${height} ${width} ${channels} ${outputs}`;
  const kernel = named(`convolve input adjoint narrow ${shapes}`, () => ({
    inputs: names(pairs, "u#: vec4<f32>", "w#: vec4<f32>"),
    outputs: ["x"],
    code: () => `
var<workgroup> partial : array<f32, ${threads * channels}>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
        @builtin(local_invocation_index) local : u32) {
  let t = i32(local);
  let lane = t % ${lanes};
  let count = i32(arrayLength(&x)) / ${channels};
  let pixel = i32(group.y * groups.x + group.x) * ${pixels} + t / ${lanes} * 4;
  ${each.map((q) => `var sum${q} = vec4<f32>();`).join(" ")}
  for (var tap = 0; tap < ${side * side}; tap++) {
    let di = tap / ${side} - ${reach};
    let dj = tap % ${side} - ${reach};
    ${each.map(place).join("")}
    let tapStart = (${side * side - 1} - tap) * ${(channels * outputs) / 4};
    ${pairs.map((_, p) => taps(p, channels, outputs, lanes)).join("\n    ")}
  }
  ${each.map(gather).join("")}
}`,
  }));
  const groups = [...spread(Math.ceil(count / pixels)), 1] as const;
  return compute(kernel, pairs.flat(), [[n, height, width, channels]], groups)[0]!;
}
