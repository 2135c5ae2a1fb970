/**
 * Launching WGSL kernels of our own on tfjs's device, in its queue and on its tensors. A program of tfjs has one output
 * and takes a fresh buffer of shapes for every launch; ours have as many outputs as they need, know the shapes of the
 * network as constants and find the number of images from the length of a buffer, so that a launch uploads nothing. tfjs
 * hands freed buffers out again, so that a step meets those of the steps before: bindings are kept by their buffers, and
 * scalars by their values.
 *
 * No kernel may use more than eight buffers, which every device has, and none may use atomics: the same inputs give the
 * same bits.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";

/** A WGSL kernel. Buffers hold f32 unless a type is given: "table: vec4<f32>". */
export interface Kernel {
  /** Tells it from all others: with every constant that the code depends on. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers that change from launch to launch; the code reads them as `scalars.name`. */
  readonly scalars?: readonly string[];
  /** Everything but the declarations of buffers, with the entry point `main`. */
  code(): string;
}

export type Groups = readonly [number, number, number];

interface Pipeline {
  getBindGroupLayout(index: number): object;
}

interface Device {
  readonly limits: { readonly maxStorageBuffersPerShaderStage: number };
  createShaderModule(descriptor: object): object;
  createComputePipeline(descriptor: object): Pipeline;
  createBindGroup(descriptor: object): object;
  createBuffer(descriptor: { size: number; usage: number }): object;
  readonly queue: { writeBuffer(buffer: object, offset: number, values: Float32Array): void };
}

interface ComputePass {
  setPipeline(pipeline: Pipeline): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
}

/** The parts of tfjs's webgpu back end that are used here. */
export interface WebGpuBackend {
  readonly device: Device;
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly commandEncoder: { beginComputePass(descriptor: object): ComputePass };
  computePassEncoder: ComputePass | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: readonly number[], dtype: string): tf.TensorInfo;
  disposeData(id: object): boolean;
  uploadToGPU(id: object): void;
  tensorToBinding(info: tf.TensorInfo): { readonly buffer: object };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** A compiled kernel, and the bindings that its launches have used so far. */
interface Compiled {
  readonly pipeline: Pipeline;
  readonly layout: object;
  /** By the numbers of the buffers bound, in order. */
  readonly bindings: Map<string, object>;
}

/** What is kept for a device. */
interface Kept {
  readonly kernels: Map<string, Compiled>;
  /** Buffers of scalars by their values, which are never changed. */
  readonly scalars: Map<string, object>;
}

/** GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST. */
const uniformUsage = 0x40 | 0x08;

/** Most bindings of a kernel, and buffers of scalars, that are kept. */
const mostKept = 256;

const devices = new WeakMap<Device, Kept>();
const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number that only this buffer has. */
function numberOf(buffer: object): number {
  let number = numbers.get(buffer);
  if (number === undefined) numbers.set(buffer, (number = ++lastNumber));
  return number;
}

/** What `map` holds under `key`, made if it is not there; a full map begins anew. */
function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    if (map.size >= mostKept) map.clear();
    map.set(key, (value = make()));
  }
  return value;
}

function keptOf(device: Device): Kept {
  let kept = devices.get(device);
  if (!kept) devices.set(device, (kept = { kernels: new Map(), scalars: new Map() }));
  return kept;
}

function declarations({ inputs, outputs, scalars }: Kernel): string {
  const buffer = (access: string) => (declared: string, i: number) => {
    const [name, type] = declared.split(": ");
    const at = access === "read" ? i : inputs.length + i;
    return `@group(0) @binding(${at}) var<storage, ${access}> ${name} : array<${type ?? "f32"}>;`;
  };
  const lines = [...inputs.map(buffer("read")), ...outputs.map(buffer("read_write"))];
  if (scalars) {
    lines.push(`struct Scalars { ${scalars.map((name) => `${name} : f32`).join(", ")} };`);
    lines.push(`@group(0) @binding(${inputs.length + outputs.length}) var<uniform> scalars : Scalars;`);
  }
  return lines.join("\n");
}

function compiled(device: Device, kernel: Kernel): Compiled {
  const { kernels } = keptOf(device);
  let known = kernels.get(kernel.name);
  if (!known) {
    const module = device.createShaderModule({
      code: `${declarations(kernel)}\n${kernel.code()}`,
      label: kernel.name,
    });
    const compute = { module, entryPoint: "main" };
    const pipeline = device.createComputePipeline({ compute, layout: "auto", label: kernel.name });
    known = { pipeline, layout: pipeline.getBindGroupLayout(0), bindings: new Map() };
    kernels.set(kernel.name, known);
  }
  return known;
}

/** A buffer of these numbers. */
function scalarBuffer({ device }: WebGpuBackend, values: readonly number[]): object {
  return remembered(keptOf(device).scalars, values.join(), () => {
    const buffer = device.createBuffer({ size: 4 * values.length, usage: uniformUsage });
    device.queue.writeBuffer(buffer, 0, Float32Array.from(values));
    return buffer;
  });
}

/** Puts one launch into the queue. No tensor may be both an input and an output. */
export function dispatch(
  backend: WebGpuBackend,
  kernel: Kernel,
  inputs: readonly tf.TensorInfo[],
  outputs: readonly tf.TensorInfo[],
  groups: Groups,
  scalars: readonly number[] = [],
): void {
  const tensors = [...inputs, ...outputs];
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
  const buffers = tensors.map((info) => backend.tensorToBinding(info).buffer);
  if (kernel.scalars) buffers.push(scalarBuffer(backend, scalars));
  const { pipeline, layout, bindings } = compiled(backend.device, kernel);
  const group = remembered(bindings, buffers.map(numberOf).join(), () =>
    backend.device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  // As tfjs does: what is disposed before the queue is submitted must live until then.
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  const pass = (backend.computePassEncoder ??= backend.commandEncoder.beginComputePass({}));
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(...groups);
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass >= tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

/** A new float tensor on the device, its values undefined until a kernel has written them. */
export function makeOutput(backend: WebGpuBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeTensorInfo(shape, "float32");
}

/** Whether the active back end runs these kernels. */
export function onWebGpu(): boolean {
  return tf.getBackend() === "webgpu";
}

/** The active back end; only where {@link onWebGpu} holds. */
export function webGpuBackend(): WebGpuBackend {
  return tf.backend() as unknown as WebGpuBackend;
}

/** Launches a kernel on tensors; the caller owns the results, one for each shape. */
export function compute(
  kernel: Kernel,
  inputs: readonly Tensor[],
  shapes: readonly (readonly number[])[],
  groups: Groups,
  scalars?: readonly number[],
): Tensor[] {
  const backend = webGpuBackend();
  const outputs = shapes.map((shape) => makeOutput(backend, shape));
  dispatch(backend, kernel, inputs, outputs, groups, scalars);
  return outputs.map((info) => tf.engine().makeTensorFromTensorInfo(info));
}

/** Most workgroups in one direction. */
const mostGroups = 65_535;

/** `count` workgroups spread over two directions; their number is y · {@link mostGroups} + x. */
export function spread(count: number): readonly [number, number] {
  return count <= mostGroups ? [count, 1] : [mostGroups, Math.ceil(count / mostGroups)];
}

/** Entry of kernels in which thread `index` (i32) makes one element; `body` checks that it is in range. */
export function perElement(body: string): string {
  return `
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) local : u32) {
  let index = i32((group.y * ${mostGroups}u + group.x) * 64u + local);
  ${body}
}`;
}

/** Workgroups of a kernel made by {@link perElement}. */
export function elementGroups(count: number): Groups {
  return [...spread(Math.ceil(count / 64)), 1];
}
