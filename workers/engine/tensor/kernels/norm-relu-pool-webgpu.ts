/**
 * The fused block on webgpu: launches of the kernels in `webgpu/norm-relu-pool.ts`. `statistics` is [n,c,4], the mean,
 * r, γ and β of each image and channel, so that γ and β need no buffers of their own; `statisticsDot` is [n,c,4] with
 * the means of ȧ and h ȧ, γ̇ and β̇.
 */
import type * as tf from "@tensorflow/tfjs-core";
import {
  dispatch,
  elementGroups,
  makeOutput,
  named,
  type Groups,
  type Kernel,
  type WebGpuBackend,
} from "../webgpu/dispatch";
import * as wgsl from "../webgpu/norm-relu-pool";
import type { BlockKernels } from "./norm-relu-pool";

type Info = tf.TensorInfo;

const pooledShape = ({ shape: [n, height, width, channels] }: Info): number[] => [
  n!,
  height! >> 1,
  width! >> 1,
  channels!,
];

/** One workgroup for each image and group of channels. */
const imageGroups = ({ shape: [n, , , channels] }: Info): Groups => [
  Math.ceil(channels! / wgsl.lanes),
  n!,
  1,
];

function kernelOf(
  name: keyof typeof wgsl.sources,
  a: Info,
  inputs: readonly string[],
  outputs: readonly string[],
): Kernel {
  const [, height, width, channels] = a.shape as [number, number, number, number];
  return named(`block ${name} ${height} ${width} ${channels}`, () => ({
    inputs,
    outputs,
    code: () => wgsl.sources[name]({ height, width, channels }),
  }));
}

/** Sums over images of the last two of each [n,c,k·4]: dGamma and dBeta, or their tangents. */
function parameterSums(backend: WebGpuBackend, sums: Info, channels: number): [Info, Info] {
  const vectors = sums.shape[2]! / 4;
  const first = makeOutput(backend, [channels]);
  const second = makeOutput(backend, [channels]);
  const kernel = named(`block sums ${channels} ${vectors}`, () => ({
    inputs: ["sums: vec4<f32>"],
    outputs: ["gammas", "betas"],
    code: () => wgsl.sumImages(channels, vectors),
  }));
  dispatch(backend, kernel, [sums], [first, second], [Math.ceil(channels / wgsl.lanes), 1, 1]);
  return [first, second];
}

export const webGpuBlockKernels: BlockKernels<WebGpuBackend> = {
  forward(backend, { a, gamma, beta }) {
    const y = makeOutput(backend, pooledShape(a));
    const statistics = makeOutput(backend, [a.shape[0]!, a.shape[3]!, 4]);
    const kernel = kernelOf("forward", a, ["a", "gamma", "beta"], ["y", "statistics: vec4<f32>"]);
    dispatch(backend, kernel, [a, gamma, beta], [y, statistics], imageGroups(a));
    return [y, statistics];
  },

  backward(backend, { u, a, statistics }) {
    const da = makeOutput(backend, a.shape);
    const sums = makeOutput(backend, statistics.shape);
    const inputs = ["u", "a", "statistics: vec4<f32>"];
    const kernel = kernelOf("backward", a, inputs, ["da", "sums: vec4<f32>"]);
    dispatch(backend, kernel, [u, a, statistics], [da, sums], imageGroups(a));
    const gradients = parameterSums(backend, sums, a.shape[3]!);
    backend.disposeData(sums.dataId);
    return [da, ...gradients];
  },

  tangent(backend, { aDot, gammaDot, betaDot, a, statistics }) {
    const yDot = makeOutput(backend, pooledShape(a));
    const statisticsDot = makeOutput(backend, statistics.shape);
    const inputs = ["a", "aDot", "gammaDot", "betaDot", "statistics: vec4<f32>"];
    const kernel = kernelOf("tangent", a, inputs, ["yDot", "statisticsDot: vec4<f32>"]);
    dispatch(
      backend,
      kernel,
      [a, aDot, gammaDot, betaDot, statistics],
      [yDot, statisticsDot],
      imageGroups(a),
    );
    return [yDot, statisticsDot];
  },

  backwardTangent(backend, { u, uDot, a, aDot, statistics, statisticsDot }) {
    const [n, , , channels] = a.shape as [number, number, number, number];
    const table = makeOutput(backend, [n, channels, 4 * wgsl.tableVectors]);
    const reduce = kernelOf(
      "coefficients",
      a,
      ["u", "uDot", "a", "aDot", "statistics: vec4<f32>", "statisticsDot: vec4<f32>"],
      ["table: vec4<f32>"],
    );
    dispatch(backend, reduce, [u, uDot, a, aDot, statistics, statisticsDot], [table], imageGroups(a));
    const daDot = makeOutput(backend, a.shape);
    const apply = kernelOf("backwardTangent", a, ["u", "uDot", "a", "aDot", "table: vec4<f32>"], ["daDot"]);
    const count = a.shape.reduce((x, y) => x * y, 1);
    dispatch(backend, apply, [u, uDot, a, aDot, table], [daDot], elementGroups(count));
    const tangents = parameterSums(backend, table, channels);
    backend.disposeData(table.dataId);
    return [daDot, ...tangents];
  },
};
