/**
 * Our own wasm kernels, working in the memory of tfjs's wasm module so that tensors need not be copied. The binary is
 * built from `assembly/` by `npm run kernels` and committed as text.
 */
import type * as tf from "@tensorflow/tfjs-core";
import { kernelsBase64 } from "./kernels.generated";

type Numbers<N extends number, T extends number[] = []> = T["length"] extends N
  ? T
  : Numbers<N, [...T, number]>;

/** Exports of the assembly; every argument is an address or a count. */
export interface WasmKernels {
  convolve(...args: Numbers<10>): void;
  filterAdjoint(...args: Numbers<10>): void;
  flip(...args: Numbers<5>): void;
  compact(...args: Numbers<5>): void;
  winograd(...args: Numbers<12>): void;
  winogradFilterAdjoint(...args: Numbers<11>): void;
  winogradScratch(...args: Numbers<6>): number;
  normReluPoolForward(...args: Numbers<10>): void;
  normReluPoolBackward(...args: Numbers<15>): void;
  normReluPoolTangent(...args: Numbers<15>): void;
  normReluPoolBackwardTangent(...args: Numbers<20>): void;
  affineSample(...args: Numbers<7>): void;
  affineSampleAdjoint(...args: Numbers<7>): void;
  denseProduct(...args: Numbers<6>): void;
  denseInputAdjoint(...args: Numbers<7>): void;
  denseFilterAdjoint(...args: Numbers<7>): void;
  columnSums(...args: Numbers<4>): void;
  crossEntropyGradient(...args: Numbers<5>): void;
  crossEntropyTangent(...args: Numbers<6>): void;
  combine(...args: Numbers<6>): void;
  innerProduct(...args: Numbers<3>): number;
  multiplyPanels(...args: Numbers<11>): void;
  multiplyPairs(...args: Numbers<11>): void;
}

/** The parts of tfjs's wasm back end that are used here. */
export interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory }; readonly HEAPU8: Uint8Array };
  readonly dataIdMap: { get(id: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: string): tf.TensorInfo;
  disposeData(id: object): boolean;
}

const instances = new WeakMap<WebAssembly.Memory, WasmKernels>();

/** The kernels on any memory. Throws what WebAssembly throws where it lacks SIMD. */
export function instantiateKernels(memory: WebAssembly.Memory): WasmKernels {
  const bytes = Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports as unknown as WasmKernels;
}

/** The kernels, instantiated on a back end's memory once. */
export function wasmKernels(backend: WasmBackend): WasmKernels {
  const { memory } = backend.wasm.asm;
  let kernels = instances.get(memory);
  if (!kernels) {
    kernels = instantiateKernels(memory);
    instances.set(memory, kernels);
  }
  return kernels;
}

/** Address of a tensor's first element. */
export function address(backend: WasmBackend, info: tf.TensorInfo): number {
  return backend.dataIdMap.get(info.dataId).memoryOffset;
}

/** Runs `body` with the address of `count` floats of scratch memory. */
export function withScratch<T>(backend: WasmBackend, count: number, body: (scratch: number) => T): T {
  const scratch = backend.makeOutput([count], "float32");
  try {
    return body(address(backend, scratch));
  } finally {
    backend.disposeData(scratch.dataId);
  }
}
