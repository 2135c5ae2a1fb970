/** The classifier's products on webgpu, see `dense.ts`: one launch each, every sum in a fixed order. */
import type { Tensor } from "../memory";
import { compute, elementGroups, named, perElement } from "../webgpu/dispatch";
import type { Pairs } from "./dense";

const columns = 16;
const lanes = 16;

const names = (pairs: Pairs, a: string, b: string): string[] =>
  pairs.flatMap((_, p) => [`${a}${p}`, `${b}${p}`]);
const each = (pairs: Pairs, body: (p: number) => string): string => pairs.map((_, p) => body(p)).join("\n  ");

/** A workgroup makes 16 columns of one row; 16 threads share the sum of one of them. */
export function webGpuDense(pairs: Pairs, bias: Tensor | null): Tensor {
  const [rows, features] = pairs[0]![0].shape as [number, number];
  const outputs = pairs[0]![1].shape[1]!;
  const kernel = named(`dense ${pairs.length} ${features} ${outputs} ${bias !== null}`, () => ({
    inputs: [...names(pairs, "f", "w"), ...(bias ? ["bias"] : [])],
    outputs: ["y"],
    code: () => `
var<workgroup> partial : array<f32, ${columns * lanes}>;
@compute @workgroup_size(${columns * lanes})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let t = i32(local);
  let row = i32(group.x);
  let column = i32(group.y) * ${columns} + t % ${columns};
  let o = min(column, ${outputs - 1});
  var sum = 0.0;
  ${each(
    pairs,
    (p) => `for (var k = t / ${columns}; k < ${features}; k += ${lanes}) {
    sum += f${p}[row * ${features} + k] * w${p}[k * ${outputs} + o];
  }`,
  )}
  partial[t] = sum;
  workgroupBarrier();
  if (t < ${columns} && column < ${outputs}) {
    var total = ${bias ? "bias[column]" : "0.0"};
    for (var i = 0; i < ${lanes}; i++) { total += partial[i * ${columns} + t]; }
    y[row * ${outputs} + column] = total;
  }
}`,
  }));
  const groups = [rows, Math.ceil(outputs / columns), 1] as const;
  return compute(kernel, [...pairs.flat(), ...(bias ? [bias] : [])], [[rows, outputs]], groups)[0]!;
}

export function webGpuDenseInputAdjoint(pairs: Pairs): Tensor {
  const rows = pairs[0]![0].shape[0]!;
  const [features, outputs] = pairs[0]![1].shape as [number, number];
  const kernel = named(`dense input adjoint ${pairs.length} ${features} ${outputs}`, () => ({
    inputs: names(pairs, "u", "w"),
    outputs: ["x"],
    code: () =>
      perElement(`
  if (index >= i32(arrayLength(&x))) { return; }
  let u = index / ${features} * ${outputs};
  let w = index % ${features} * ${outputs};
  var sum = 0.0;
  for (var o = 0; o < ${outputs}; o++) { ${each(pairs, (p) => `sum += u${p}[u + o] * w${p}[w + o];`)} }
  x[index] = sum;`),
  }));
  return compute(kernel, pairs.flat(), [[rows, features]], elementGroups(rows * features))[0]!;
}

export function webGpuDenseParameters(pairs: Pairs): [Tensor, Tensor] {
  const features = pairs[0]![0].shape[1]!;
  const outputs = pairs[0]![1].shape[1]!;
  const kernel = named(`dense parameters ${pairs.length} ${features} ${outputs}`, () => ({
    inputs: names(pairs, "f", "u"),
    outputs: ["weight", "bias"],
    code: () =>
      perElement(`
  let rows = i32(arrayLength(&u0)) / ${outputs};
  let o = index % ${outputs};
  let k = index / ${outputs};
  var sum = 0.0;
  if (k < ${features}) {
    for (var i = 0; i < rows; i++) {
      ${each(pairs, (p) => `sum += f${p}[i * ${features} + k] * u${p}[i * ${outputs} + o];`)}
    }
    weight[index] = sum;
  } else if (k == ${features}) {
    for (var i = 0; i < rows; i++) { sum += u0[i * ${outputs} + o]; }
    bias[o] = sum;
  }`),
  }));
  const shapes = [[features, outputs], [outputs]];
  const [weight, bias] = compute(kernel, pairs.flat(), shapes, elementGroups((features + 1) * outputs));
  return [weight!, bias!];
}
