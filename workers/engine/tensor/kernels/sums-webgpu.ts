/**
 * Sums over all elements of a list of tensors, on webgpu: each tensor is summed by a fixed number of workgroups, and one
 * more launch adds what they made, so that the order of every sum is fixed.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import {
  compute,
  dispatch,
  makeOutput,
  named,
  webGpuBackend,
  type Kernel,
  type WebGpuBackend,
} from "../webgpu/dispatch";

const threads = 256;
/** Workgroups for each tensor. */
const groups = 64;

/** Declares `sumThreads`, the sum over a workgroup's threads in their order. */
const sumThreads = `
var<workgroup> partial : array<f32, ${threads}>;
fn sumThreads(value : f32, t : i32) -> f32 {
  partial[t] = value;
  workgroupBarrier();
  // Sixteen sums of sixteen first, so that no thread adds all of them.
  if (t < 16) {
    var sum = 0.0;
    for (var i = 0; i < 16; i++) { sum += partial[t * 16 + i]; }
    partial[t * 16] = sum;
  }
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0; i < 16; i++) { sum += partial[i * 16]; }
  workgroupBarrier();
  return sum;
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let t = i32(local);`;

/** What is summed: a WGSL expression of three numbers (vec3<f32>) of x0, x1, …, elements of tensors of one size. */
export interface Summand {
  readonly expression: string;
  readonly tensors: readonly Tensor[];
}

/** The three sums of each job, by workgroup: [jobs, groups, 4]. */
function partialSums(backend: WebGpuBackend, jobs: readonly Summand[]): tf.TensorInfo {
  const sums = makeOutput(backend, [jobs.length, groups, 4]);
  jobs.forEach(({ expression, tensors }, job) => {
    const kernel = named(`partial sums ${tensors.length} ${expression}`, () => {
      const names = tensors.map((_, i) => `in${i}`);
      return {
        inputs: names,
        outputs: ["sums: vec4<f32>"],
        scalars: ["job"],
        code: () => `${sumThreads}
  var total = vec3<f32>();
  for (var at = i32(group.x) * ${threads} + t; at < i32(arrayLength(&in0)); at += ${groups * threads}) {
    ${names.map((name, i) => `let x${i} = ${name}[at];`).join(" ")}
    total += ${expression};
  }
  let sum = vec3<f32>(sumThreads(total.x, t), sumThreads(total.y, t), sumThreads(total.z, t));
  if (t == 0) { sums[i32(scalars.job) * ${groups} + i32(group.x)] = vec4<f32>(sum, 0.0); }
}`,
      };
    });
    dispatch(backend, kernel, tensors, [sums], [groups, 1, 1], { scalars: [job] });
  });
  return sums;
}

/** Adds up {@link partialSums}: of all jobs the first and second, and of each job the third; at most 256 jobs. */
const addUp: Kernel = {
  name: "add up sums",
  inputs: ["sums: vec4<f32>"],
  outputs: ["first", "second", "thirds"],
  code: () => `${sumThreads}
  var total = vec3<f32>();
  let jobs = i32(arrayLength(&sums)) / ${groups};
  if (t < jobs) {
    for (var i = 0; i < ${groups}; i++) { total += sums[t * ${groups} + i].xyz; }
    thirds[t] = total.z;
  }
  let sum = vec2<f32>(sumThreads(total.x, t), sumThreads(total.y, t));
  if (t == 0) { first[0] = sum.x; second[0] = sum.y; }
}`,
};

/** Sums over the tensors of each job. */
export interface Sums {
  /** Over all jobs, scalars. */
  readonly first: Tensor;
  readonly second: Tensor;
  /** Of each job: [jobs]. */
  readonly thirds: Tensor;
}

/** The sums of at least one and at most 256 jobs. The caller owns the results. */
export function webGpuSums(jobs: readonly Summand[]): Sums {
  const backend = webGpuBackend();
  const sums = partialSums(backend, jobs);
  const made = [[], [], [jobs.length]].map((shape) => makeOutput(backend, shape));
  dispatch(backend, addUp, [sums], made, [1, 1, 1]);
  backend.disposeData(sums.dataId);
  const [first, second, thirds] = made.map((info) => tf.engine().makeTensorFromTensorInfo(info));
  return { first: first!, second: second!, thirds: thirds! };
}

/** Largest size for which one workgroup alone makes a dot product. */
const small = 32_768;

const dotSmall: Kernel = {
  name: "dot",
  inputs: ["a", "b"],
  outputs: ["dot"],
  code: () => `${sumThreads}
  var total = 0.0;
  for (var at = t; at < i32(arrayLength(&a)); at += ${threads}) { total += a[at] * b[at]; }
  let sum = sumThreads(total, t);
  if (t == 0) { dot[0] = sum; }
}`,
};

/** Σ ⟨a, b⟩ over pairs, at least one and at most 256, as a scalar. The caller owns it. */
export function webGpuDot(pairs: readonly (readonly [Tensor, Tensor])[]): Tensor {
  if (pairs.length === 1 && pairs[0]![0].size <= small) {
    return compute(dotSmall, pairs[0]!, [[]], [1, 1, 1])[0]!;
  }
  const { first, second, thirds } = webGpuSums(
    pairs.map((tensors) => ({ expression: "vec3<f32>(x0 * x1, 0.0, 0.0)", tensors })),
  );
  second.dispose();
  thirds.dispose();
  return first;
}
