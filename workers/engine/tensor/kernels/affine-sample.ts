/**
 * Bilinear sampling of each image along an affine map of its pixels, zeros outside, and its adjoint: one kernel for
 * flip, crop, scale and rotation (`spec` of augmentation, section 3), on every back end.
 *
 * Output pixel (row i, column j) of image n reads the input at column a·j + b·i + tx, row c·j + d·i + ty, with
 * (a, b, tx, c, d, ty) = map[n]. The weight of input pixel (p, q) is hat(row − p) · hat(column − q), where
 * hat(t) = max(0, 1 − |t|). The adjoint gathers too: the outputs that touch (p, q) lie in a small window around the
 * inverse map of (p, q), so nothing is scattered and the sum has a fixed order.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { computeOnWasm, onWasm } from "../wasm/compute";

const kernelName = "AffineSample";

interface Images {
  readonly x: Float32Array;
  readonly map: Float32Array;
  readonly out: Float32Array;
  readonly shape: readonly number[];
}

const hat = (t: number): number => Math.max(0, 1 - Math.abs(t));

function sample({ x, map, out, shape }: Images): void {
  const [n, height, width, channels] = shape as [number, number, number, number];
  for (let image = 0; image < n; image++) {
    const base = image * height * width * channels;
    const m = image * 6;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const column = map[m]! * j + map[m + 1]! * i + map[m + 2]!;
        const row = map[m + 3]! * j + map[m + 4]! * i + map[m + 5]!;
        const to = base + (i * width + j) * channels;
        for (let c = 0; c < channels; c++) out[to + c] = 0;
        for (let p = Math.floor(row); p <= Math.floor(row) + 1; p++) {
          if (p < 0 || p >= height) continue;
          for (let q = Math.floor(column); q <= Math.floor(column) + 1; q++) {
            const weight = hat(row - p) * hat(column - q);
            if (q < 0 || q >= width || weight === 0) continue;
            const from = base + (p * width + q) * channels;
            for (let c = 0; c < channels; c++) out[to + c]! += weight * x[from + c]!;
          }
        }
      }
    }
  }
}

function sampleAdjoint({ x: u, map, out, shape }: Images): void {
  const [n, height, width, channels] = shape as [number, number, number, number];
  for (let image = 0; image < n; image++) {
    const base = image * height * width * channels;
    const [a, b, tx, c, d, ty] = map.subarray(image * 6, image * 6 + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const determinant = a * d - b * c;
    const reachColumn = (Math.abs(d) + Math.abs(b)) / Math.abs(determinant);
    const reachRow = (Math.abs(c) + Math.abs(a)) / Math.abs(determinant);
    for (let p = 0; p < height; p++) {
      for (let q = 0; q < width; q++) {
        const j0 = (d * (q - tx) - b * (p - ty)) / determinant;
        const i0 = (a * (p - ty) - c * (q - tx)) / determinant;
        const to = base + (p * width + q) * channels;
        for (let k = 0; k < channels; k++) out[to + k] = 0;
        const lastRow = Math.min(height - 1, Math.ceil(i0 + reachRow));
        const lastColumn = Math.min(width - 1, Math.ceil(j0 + reachColumn));
        for (let i = Math.max(0, Math.floor(i0 - reachRow)); i <= lastRow; i++) {
          for (let j = Math.max(0, Math.floor(j0 - reachColumn)); j <= lastColumn; j++) {
            const weight = hat(c * j + d * i + ty - p) * hat(a * j + b * i + tx - q);
            if (weight === 0) continue;
            const from = base + (i * width + j) * channels;
            for (let k = 0; k < channels; k++) out[to + k]! += weight * u[from + k]!;
          }
        }
      }
    }
  }
}

interface CpuLike {
  data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: string, values: Float32Array): tf.TensorInfo;
}
interface WebGpuLike {
  runWebGPUProgram(program: object, inputs: tf.TensorInfo[], dtype: string): tf.TensorInfo;
}

const wgslMap = `
  let channels = uniforms.xShape[3]; let width = uniforms.xShape[2]; let height = uniforms.xShape[1];
  let channel = index % channels; let pixel = index / channels;
  let column0 = pixel % width; let row0 = (pixel / width) % height; let image = pixel / (width * height);
  let base = image * height * width * channels + channel;
  let a = affine[image * 6]; let b = affine[image * 6 + 1]; let tx = affine[image * 6 + 2];
  let c = affine[image * 6 + 3]; let d = affine[image * 6 + 4]; let ty = affine[image * 6 + 5];
  var total = 0.0;`;

const wgslSample = `
  let column = a * f32(column0) + b * f32(row0) + tx;
  let row = c * f32(column0) + d * f32(row0) + ty;
  let p0 = i32(floor(row)); let q0 = i32(floor(column));
  for (var p = max(p0, 0); p <= min(p0 + 1, height - 1); p++) {
    for (var q = max(q0, 0); q <= min(q0 + 1, width - 1); q++) {
      let weight = max(0.0, 1.0 - abs(row - f32(p))) * max(0.0, 1.0 - abs(column - f32(q)));
      total += weight * x[base + (p * width + q) * channels];
    }
  }`;

const wgslAdjoint = `
  let determinant = a * d - b * c;
  let dq = f32(column0) - tx; let dp = f32(row0) - ty;
  let j0 = (d * dq - b * dp) / determinant; let i0 = (a * dp - c * dq) / determinant;
  let reachColumn = (abs(d) + abs(b)) / abs(determinant); let reachRow = (abs(c) + abs(a)) / abs(determinant);
  for (var i = max(0, i32(floor(i0 - reachRow))); i <= min(height - 1, i32(ceil(i0 + reachRow))); i++) {
    for (var j = max(0, i32(floor(j0 - reachColumn))); j <= min(width - 1, i32(ceil(j0 + reachColumn))); j++) {
      let weight = max(0.0, 1.0 - abs(c * f32(j) + d * f32(i) + ty - f32(row0))) * max(0.0, 1.0 - abs(a * f32(j) + b * f32(i) + tx - f32(column0)));
      total += weight * x[base + (i * width + j) * channels];
    }
  }`;

function program(shape: readonly number[], adjoint: boolean): object {
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    variableNames: ["x", "affine"],
    outputShape: shape,
    workgroupSize: [64, 1, 1],
    dispatchLayout: { x: [0, 1, 2, 3] },
    dispatch: [Math.ceil(size / 64), 1, 1],
    size: true,
    shaderKey: adjoint ? "affineSampleAdjoint" : "affineSample",
    getUserCode: () => `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  ${wgslMap}
  ${adjoint ? wgslAdjoint : wgslSample}
  result[index] = total;
}`,
  };
}

function onHeap(x: Tensor, map: Tensor, adjoint: boolean): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  return computeOnWasm(kernelName, x.shape, (to, { kernels: { affineSample, affineSampleAdjoint }, at }) => {
    const sampled = adjoint ? affineSampleAdjoint : affineSample;
    sampled(at(x), at(map), to, n, height, width, channels);
  });
}

/** The kernel as tfjs runs it; on wasm it is one of our own. */
const kernels: Record<string, tf.KernelFunc> = {
  cpu({ inputs, backend, attrs }) {
    const cpu = backend as CpuLike;
    const { x, map } = inputs as { x: tf.TensorInfo; map: tf.TensorInfo };
    const out = new Float32Array(x.shape.reduce((a, b) => a * b, 1));
    const values = (info: tf.TensorInfo): Float32Array => cpu.data.get(info.dataId).values;
    (attrs!.adjoint ? sampleAdjoint : sample)({ x: values(x), map: values(map), out, shape: x.shape });
    return cpu.makeTensorInfo(x.shape, "float32", out);
  },
  webgpu({ inputs, backend, attrs }) {
    const { x, map } = inputs as { x: tf.TensorInfo; map: tf.TensorInfo };
    return (backend as WebGpuLike).runWebGPUProgram(
      program(x.shape, attrs!.adjoint as boolean),
      [x, map],
      "float32",
    );
  },
};

/** Registers the kernel for a back end, once. */
export function registerAffineSample(backendName: string): void {
  const kernelFunc = kernels[backendName];
  if (!kernelFunc || tf.getKernel(kernelName, backendName)) return;
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/**
 * Samples images along their maps, or applies the adjoint of that.
 * @param x [N,H,W,C]
 * @param map [N,6], the rows (a, b, tx, c, d, ty)
 * @returns [N,H,W,C]; the caller owns it.
 */
export function affineSample(x: Tensor, map: Tensor, adjoint: boolean): Tensor {
  if (onWasm()) return onHeap(x, map, adjoint);
  return tf.engine().runKernel(kernelName, { x, map }, { adjoint }) as unknown as Tensor;
}
