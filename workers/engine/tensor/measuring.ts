/**
 * What is measured of the device, for a benchmark and for people: how many kernels a computation launches, how many
 * bytes of tensors live at its worst moment, how large the wasm heap has grown, and how fast a large matrix product
 * runs. The engine's own hooks are wrapped only while something is measured; times are never taken under them.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Observation } from "../../protocol/bench";
import { activeBackend } from "./backend";
import { settle } from "./memory";
import { watchKernels } from "./wasm/compute";

/** Kernels that move and compute nothing. */
const renaming = new Set(["Reshape", "Identity", "ExpandDims"]);

interface Pass {
  dispatchWorkgroups(...counts: number[]): void;
  dispatchWorkgroupsIndirect(...where: unknown[]): void;
}

/** Counts every dispatch, whoever encodes it; returns how to end that. */
function hookDispatches(count: () => void): (() => void) | null {
  const pass = (globalThis as unknown as { GPUComputePassEncoder?: { prototype: Pass } })
    .GPUComputePassEncoder;
  if (activeBackend() !== "webgpu" || !pass) return null;
  const { prototype } = pass;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = prototype;
  prototype.dispatchWorkgroups = function (this: Pass, ...counts) {
    count();
    dispatchWorkgroups.apply(this, counts);
  };
  prototype.dispatchWorkgroupsIndirect = function (this: Pass, ...where) {
    count();
    dispatchWorkgroupsIndirect.apply(this, where);
  };
  return () => Object.assign(prototype, { dispatchWorkgroups, dispatchWorkgroupsIndirect });
}

/** Runs `body` once under observation. One at a time. */
export async function observe(body: () => void | Promise<void>): Promise<Observation> {
  const engine = tf.engine();
  const before = engine.state.numBytes;
  const byKernel: Record<string, number> = {};
  let kernels = 0;
  let dispatches = 0;
  let peak = before;
  const { runKernel, trackTensor } = engine;
  const count = (name: string): void => {
    byKernel[name] = (byKernel[name] ?? 0) + 1;
    if (!renaming.has(name)) kernels++;
  };
  watchKernels(count);
  engine.runKernel = function (this: typeof engine, name, inputs, attributes) {
    count(name);
    return runKernel.call(this, name, inputs, attributes) as never;
  };
  // Every tensor passes here when it is made, kernels' results and uploads alike.
  engine.trackTensor = function (this: typeof engine, tensor, backend) {
    trackTensor.call(this, tensor, backend);
    peak = Math.max(peak, this.state.numBytes);
  };
  const unhook = hookDispatches(() => dispatches++);
  try {
    await body();
    await settle();
  } finally {
    Object.assign(engine, { runKernel, trackTensor });
    watchKernels(null);
    unhook?.();
  }
  return { kernels, byKernel, dispatches: unhook && dispatches, peakBytes: peak - before };
}

/** Bytes that the wasm back end has taken from the system, which it never gives back; null on other back ends. */
export function heapBytes(): number | null {
  const { wasm } = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return wasm ? wasm.HEAPU8.length : null;
}

/** Bytes of the GPU's buffers, those kept for use again included; null on other back ends. */
export function gpuBytes(): number | null {
  const { numBytesAllocatedInGPU } = tf.memory() as { numBytesAllocatedInGPU?: number };
  return numBytesAllocatedInGPU ?? null;
}

/** Threads that the active back end computes with; null where that is no number of CPU threads. */
export function computeThreads(): number | null {
  return activeBackend() === "webgpu" ? null : 1;
}

/** The product of two square matrices, over and over: what the device can do at best. */
export interface MatrixProduct {
  /** Floating-point operations of one product: 2 n³. */
  readonly flop: number;
  run(): void;
  dispose(): void;
}

/** @param n rows and columns, at least 1. */
export function matrixProduct(n: number): MatrixProduct {
  const a = tf.randomUniform([n, n], -1, 1, "float32", 1);
  const b = tf.randomUniform([n, n], -1, 1, "float32", 2);
  return {
    flop: 2 * n ** 3,
    run: () => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D).dispose(),
    dispose: () => {
      a.dispose();
      b.dispose();
    },
  };
}
