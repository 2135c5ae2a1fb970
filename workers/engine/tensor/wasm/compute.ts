/**
 * Running wasm kernels of our own on tensors, without the registry, the tape and the attributes of tfjs: for small
 * networks those take longer than the arithmetic.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { address, wasmKernels, type WasmBackend, type WasmKernels } from "./module";

/** Told of every kernel that is run, for those who count them; null: nobody does. */
let listener: ((kernel: string) => void) | null = null;

/** Has `told` called with the name of every kernel, until it is null again. */
export function watchKernels(told: ((kernel: string) => void) | null): void {
  listener = told;
}

/** Whether the active back end runs these kernels. */
export function onWasm(): boolean {
  return tf.getBackend() === "wasm";
}

/** What a kernel is handed. An address holds as long as its tensor; views of the memory do not. */
export interface Site {
  readonly kernels: WasmKernels;
  readonly backend: WasmBackend;
  at(tensor: tf.TensorInfo): number;
}

function wasmSite(): Site {
  const backend = tf.backend() as unknown as WasmBackend;
  return { kernels: wasmKernels(backend), backend, at: (tensor) => address(backend, tensor) };
}

/** The tensor that a kernel has made on the back end. The caller owns it. */
export function madeOnWasm(kernel: string, make: (backend: WasmBackend) => tf.TensorInfo): Tensor {
  listener?.(kernel);
  return tf.engine().makeTensorFromTensorInfo(make(wasmSite().backend));
}

/** New float tensors, their values undefined until `write` has written them to their addresses. The caller owns them. */
export function computeAllOnWasm(
  kernel: string,
  shapes: readonly (readonly number[])[],
  write: (to: readonly number[], site: Site) => void,
): Tensor[] {
  listener?.(kernel);
  const site = wasmSite();
  const made = shapes.map((shape) => site.backend.makeOutput(shape, "float32"));
  write(made.map(site.at), site);
  return made.map((info) => tf.engine().makeTensorFromTensorInfo(info));
}

/** The same of one tensor. */
export function computeOnWasm(
  kernel: string,
  shape: readonly number[],
  write: (to: number, site: Site) => void,
): Tensor {
  return computeAllOnWasm(kernel, [shape], ([to], site) => write(to!, site))[0]!;
}
