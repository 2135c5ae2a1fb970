/**
 * Launching WGSL kernels of our own on tfjs's device, in its queue and on its tensors. A program of tfjs has one output
 * and takes a fresh buffer of shapes for every launch; ours have as many outputs as they need, know the shapes of the
 * network as constants and find the number of images from the length of a buffer, so that a launch uploads nothing. An
 * iteration meets the buffers of the one before again (`buffers.ts`): bindings are kept by their buffers, and numbers
 * from the host by their values.
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
  /** Name of a list of i32 that changes from launch to launch. */
  readonly list?: string;
  /** Everything but the declarations of buffers, with the entry point `main`. */
  code(): string;
}

/** What of a launch comes from the host. */
export interface Constants {
  readonly scalars?: readonly number[];
  readonly list?: Int32Array;
}

export type Groups = readonly [number, number, number];

const kernels = new Map<string, Kernel>();

/** A kernel by its name; all else of it is made the first time only. */
export function named(name: string, rest: () => Omit<Kernel, "name">): Kernel {
  let kernel = kernels.get(name);
  if (!kernel) kernels.set(name, (kernel = { name, ...rest() }));
  return kernel;
}

interface Pipeline {
  getBindGroupLayout(index: number): object;
}

interface Device {
  readonly limits: { readonly maxStorageBuffersPerShaderStage: number };
  createShaderModule(descriptor: object): object;
  createComputePipeline(descriptor: object): Pipeline;
  createBindGroup(descriptor: object): object;
  createBuffer(descriptor: { size: number; usage: number }): object;
  readonly queue: { writeBuffer(buffer: object, offset: number, values: Float32Array | Int32Array): void };
}

interface ComputePass {
  setPipeline(pipeline: Pipeline): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
}

/** The parts of tfjs's webgpu back end that are used here. */
export interface WebGpuBackend {
  readonly device: Device;
  readonly tensorMap: { get(id: object): { resource: object | null } };
  readonly commandEncoder: { beginComputePass(descriptor: object): ComputePass };
  computePassEncoder: ComputePass | null;
  dispatchCountInPass: number;
  makeTensorInfo(shape: readonly number[], dtype: string): tf.TensorInfo;
  disposeData(id: object): boolean;
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** A compiled kernel, and the bindings that its launches have used so far. */
interface Compiled {
  readonly pipeline: Pipeline;
  readonly layout: object;
  /** By the buffers bound, one after the other. */
  bindings: Bindings;
  /** How many of them. */
  kept: number;
}

/** What follows a buffer: those bound after it, or the bind group where none are. */
type Bindings = Map<object, Bindings | object>;

/** What is kept for a device. */
interface Kept {
  readonly kernels: Map<string, Compiled>;
  /** Buffers of numbers by their kind and values, which are never changed. */
  readonly numbers: Map<string, object>;
}

/** Of GPUBufferUsage. */
const usages = { copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;

/** Most bindings of a kernel that are kept. */
const mostBindings = 2048;
/** Most buffers of numbers that are kept. */
const mostNumbers = 256;

/** Launches that are recorded before they are submitted: tfjs would submit after fifteen, which is a dear call. */
export const mostUnsubmitted = 64;

const devices = new WeakMap<Device, Kept>();

function keptOf(device: Device): Kept {
  let kept = devices.get(device);
  if (!kept) devices.set(device, (kept = { kernels: new Map(), numbers: new Map() }));
  return kept;
}

function declarations({ inputs, outputs, scalars, list }: Kernel): string {
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
  if (list) {
    const at = inputs.length + outputs.length + (scalars ? 1 : 0);
    lines.push(`@group(0) @binding(${at}) var<storage, read> ${list} : array<i32>;`);
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
    known = { pipeline, layout: pipeline.getBindGroupLayout(0), bindings: new Map(), kept: 0 };
    kernels.set(kernel.name, known);
  }
  return known;
}

/** A buffer that holds these numbers, and is never written again. */
function numberBuffer({ device }: WebGpuBackend, values: Float32Array | Int32Array, usage: number): object {
  const { numbers } = keptOf(device);
  const key = `${usage} ${values.join()}`;
  let buffer = numbers.get(key);
  if (!buffer) {
    if (numbers.size >= mostNumbers) numbers.clear();
    buffer = device.createBuffer({ size: values.byteLength, usage: usage | usages.copyDst });
    device.queue.writeBuffer(buffer, 0, values);
    numbers.set(key, buffer);
  }
  return buffer;
}

/** The bind group of these buffers, the one made before where there is one. */
function bindGroup(device: Device, known: Compiled, buffers: readonly object[]): object {
  let at = known.bindings;
  const last = buffers.length - 1;
  for (let i = 0; i < last; i++) {
    const buffer = buffers[i]!;
    let next = at.get(buffer) as Bindings | undefined;
    if (!next) at.set(buffer, (next = new Map()));
    at = next;
  }
  let group = at.get(buffers[last]!);
  if (!group) {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    group = device.createBindGroup({ layout: known.layout, entries });
    at.set(buffers[last]!, group);
    if (++known.kept > mostBindings) {
      known.bindings = new Map();
      known.kept = 0;
    }
  }
  return group;
}

/** The buffer of a tensor, which then is on the device. */
function bufferOf(backend: WebGpuBackend, { dataId }: tf.TensorInfo): object {
  const data = backend.tensorMap.get(dataId);
  if (!data.resource) backend.uploadToGPU(dataId);
  return data.resource!;
}

/**
 * Puts one launch into the queue. No tensor may be both an input and an output. A tensor may be disposed right after,
 * and its buffer be used again: launches happen in their order, and so do the copies by which tfjs fills a buffer that
 * was used before.
 */
export function dispatch(
  backend: WebGpuBackend,
  kernel: Kernel,
  inputs: readonly tf.TensorInfo[],
  outputs: readonly tf.TensorInfo[],
  groups: Groups,
  { scalars, list }: Constants = {},
): void {
  const buffers: object[] = [];
  for (const input of inputs) buffers.push(bufferOf(backend, input));
  for (const output of outputs) buffers.push(bufferOf(backend, output));
  if (scalars) buffers.push(numberBuffer(backend, Float32Array.from(scalars), usages.uniform));
  if (list) buffers.push(numberBuffer(backend, list, usages.storage));
  const known = compiled(backend.device, kernel);
  const group = bindGroup(backend.device, known, buffers);
  backend.ensureCommandEncoderReady();
  const pass = (backend.computePassEncoder ??= backend.commandEncoder.beginComputePass({}));
  pass.setPipeline(known.pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
  if (++backend.dispatchCountInPass >= mostUnsubmitted) {
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
  constants?: Constants,
): Tensor[] {
  const backend = webGpuBackend();
  const outputs = shapes.map((shape) => makeOutput(backend, shape));
  dispatch(backend, kernel, inputs, outputs, groups, constants);
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
