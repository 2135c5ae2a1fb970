/** Kernels of our own, and replacements for slow stock ones, registered when a back end becomes active. */
import * as tf from "@tensorflow/tfjs-core";
import { registerAffineSample } from "./affine-sample";
import { registerNormReluPool } from "./norm-relu-pool";

/** The stock Identity of wasm copies the data; sharing it is what the other back ends do. */
function shareIdentityOnWasm(): void {
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel({
    kernelName: "Identity",
    backendName: "wasm",
    kernelFunc({ inputs, backend }) {
      const { x } = inputs as { x: tf.TensorInfo };
      (backend as { incRef(id: object): void }).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}

/** Idempotent. */
export function registerCustomKernels(backendName: string): void {
  registerAffineSample(backendName);
  registerNormReluPool(backendName);
  if (backendName === "wasm") shareIdentityOnWasm();
}
