/** What the engine's back ends need of a page's worker: where the wasm binaries lie, and how many cores it may use. */
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import type { Platform } from "./engine/tensor/backend";

/** @param threads cores to use, at most; null: all but one, which is left to the page, so that it stays smooth. */
export function pagePlatform(threads: number | null): Platform {
  const cores = threads ?? Math.max(1, navigator.hardwareConcurrency - 1);
  return {
    wasm: {
      "tfjs-backend-wasm.wasm": plainWasm,
      "tfjs-backend-wasm-simd.wasm": simdWasm,
      // Never loaded, but tfjs refuses a map without it.
      "tfjs-backend-wasm-threaded-simd.wasm": simdWasm,
    },
    // Memory can be shared between workers only where the page is cross-origin isolated.
    threads: crossOriginIsolated ? cores : 1,
  };
}
