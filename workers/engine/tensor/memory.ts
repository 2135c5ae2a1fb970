/**
 * Tensors and their lifetime. Rule of ownership in the engine: a function that returns tensors hands them to its
 * caller, who disposes them; arguments are never disposed unless the docstring says so.
 */
import * as tf from "@tensorflow/tfjs-core";
import { wasmAddRows, wasmSliceRows, wasmTakeRows } from "./kernels/rows-wasm";
import { webGpuAddRows, webGpuTakeRows } from "./kernels/rows-webgpu";
import { onWasm } from "./wasm/compute";
import { onWebGpu } from "./webgpu/dispatch";

export type Tensor = tf.Tensor;

/** A float tensor of `values`, row-major. The caller owns it. */
export function tensor(values: Float32Array | readonly number[], shape: readonly number[]): Tensor {
  return tf.tensor(values as Float32Array, shape as number[], "float32");
}

/** A float tensor of zeros. The caller owns it. */
export function zeros(shape: readonly number[]): Tensor {
  return tf.zeros(shape as number[]);
}

/** Runs `body`; every tensor made in it is disposed except those in what it returns. */
export function tidy<T>(body: () => T): T {
  return tf.tidy(body as () => tf.TensorContainer) as T;
}

/** Disposes tensors; nulls are skipped. */
export function dispose(...groups: (Tensor | null | undefined | readonly (Tensor | null)[])[]): void {
  for (const group of groups) {
    if (!group) continue;
    if (Array.isArray(group)) for (const one of group as readonly (Tensor | null)[]) one?.dispose();
    else (group as Tensor).dispose();
  }
}

/** Values of a tensor, read back from the device. A copy: it may be kept or transferred. */
export async function read(source: Tensor): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array(await source.data<"float32">());
}

/** Copies of tensors that outlive a surrounding tidy. The caller owns them. */
export function cloneAll(sources: readonly Tensor[]): Tensor[] {
  return sources.map((source) => tf.clone(source));
}

/** The tensors anywhere in arrays and plain objects, each once. */
export function tensorsIn(value: unknown): Tensor[] {
  return tf.tensor_util.getTensorsInContainer(value as tf.TensorContainer);
}

/** Lets tensors outlive every tidy around them; whoever calls this disposes them. */
export function retain(tensors: readonly Tensor[]): void {
  for (const one of tensors) tf.keep(one);
}

/** Bytes of the memory behind tensors; what several of them share counts once. */
export function bytesOf(tensors: readonly Tensor[]): number {
  const sizes = new Map(tensors.map((one) => [one.dataId, 4 * one.size]));
  return [...sizes.values()].reduce((a, b) => a + b, 0);
}

/** Values of a tensor at once, as a view or a copy that is not to be kept. On wasm and cpu only: a GPU would stall. */
export function peek(source: Tensor): Float32Array {
  return source.dataSync<"float32">();
}

export interface MemoryUse {
  readonly tensors: number;
  readonly bytes: number;
}

/** Tensors alive and the bytes they hold. */
export function memoryUse(): MemoryUse {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}

/** Rows of a tensor by index, [n,…] → [indices,…]. The caller owns the result. */
export function takeRows(source: Tensor, indices: Int32Array): Tensor {
  if (onWebGpu()) return webGpuTakeRows(source, indices);
  if (onWasm()) return wasmTakeRows(source, indices);
  return tidy(() => tf.gather(source, tf.tensor1d(indices, "int32")));
}

/** Adjoint of {@link takeRows}: adds row k of `rows` to row indices[k] of a tensor of `count` rows. */
export function addRows(rows: Tensor, indices: Int32Array, count: number): Tensor {
  if (onWebGpu()) return webGpuAddRows(rows, indices, count);
  if (onWasm()) return wasmAddRows(rows, indices, count);
  return tidy(() => {
    const selection = new Float32Array(count * indices.length);
    indices.forEach((row, k) => (selection[row * indices.length + k] = 1));
    const flat = tf.reshape(rows, [indices.length, -1]);
    const summed = tf.matMul(tf.tensor2d(selection, [count, indices.length]), flat as tf.Tensor2D);
    return tf.reshape(summed, [count, ...rows.shape.slice(1)]);
  });
}

/** One-hot rows, [n] → [n,classes]. The caller owns the result. */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor {
  const values = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) values[i * classes + labels[i]!] = 1;
  return tensor(values, [labels.length, classes]);
}

/** Rows of a, then rows of b. The caller owns the result. */
export function concatRows(a: Tensor, b: Tensor): Tensor {
  return tf.concat([a, b], 0);
}

/** Rows `from` to `from + count` − 1. The caller owns the result. */
export function sliceRows(source: Tensor, from: number, count: number): Tensor {
  if (onWasm()) return wasmSliceRows(source, from, count);
  const rest = source.shape.slice(1);
  return tf.slice(source, [from, ...rest.map(() => 0)], [count, ...rest]);
}

/** Index of the largest entry of each row, read back. scores: [n,classes]. */
export async function argMax(scores: Tensor): Promise<Int32Array> {
  const best = tf.argMax(scores, -1);
  const values = await best.data<"int32">();
  best.dispose();
  return values;
}

/** Flat values of several tensors, one after the other, in a single read-back. */
export async function readAll(sources: readonly Tensor[]): Promise<Float32Array<ArrayBuffer>> {
  const flat = tf.tidy(() => tf.concat1d(sources.map((source) => tf.reshape(source, [-1]) as tf.Tensor1D)));
  const values = await read(flat);
  flat.dispose();
  return values;
}

/** What is touched of tfjs's WebGPU back end: the commands that it has recorded and not yet submitted. */
interface Recording {
  readonly device?: { readonly queue: { onSubmittedWorkDone(): Promise<void> } };
  /** null: nothing is recorded. */
  readonly commandEncoder: object | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Waits until the device has finished what was asked of it, so that work cannot pile up unseen. */
export async function settle(): Promise<void> {
  const backend = tf.backend() as unknown as Recording;
  if (!backend.device) return;
  if (backend.commandEncoder) {
    // A pass that is still open would make the whole recording invalid.
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
  await backend.device.queue.onSubmittedWorkDone();
}
