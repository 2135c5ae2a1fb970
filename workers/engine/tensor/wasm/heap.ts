/** Size of the memory of tfjs's wasm module, which only ever grows. */
import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./module";

/** Bytes of the wasm heap, or 0 where the active back end has none. */
export function wasmHeapBytes(): number {
  return (tf.backend() as Partial<WasmBackend>).wasm?.asm.memory.buffer.byteLength ?? 0;
}
