/** The four kernels of the fused block by back end, and their registration with tfjs. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { wasmBlockKernels } from "./norm-relu-pool-wasm";
import { webGpuBlockKernels } from "./norm-relu-pool-webgpu";

type Named<K extends string, T> = Readonly<Record<K, T>>;

interface Inputs<T> {
  readonly forward: Named<"a" | "gamma" | "beta", T>;
  readonly backward: Named<"u" | "a" | "gamma" | "beta" | "statistics", T>;
  readonly tangent: Named<"aDot" | "gammaDot" | "betaDot" | "a" | "gamma" | "beta" | "statistics", T>;
  readonly backwardTangent: Named<
    "u" | "uDot" | "a" | "aDot" | "gamma" | "beta" | "gammaDot" | "statistics" | "statisticsDot",
    T
  >;
}

/**
 * `statistics` holds the mean and r of each image and channel, `statisticsDot` the means of ȧ and of h ȧ; each back end
 * lays them out as it likes.
 */
interface Outputs<T> {
  /** y, statistics. */
  readonly forward: readonly [T, T];
  /** da, dGamma, dBeta. */
  readonly backward: readonly [T, T, T];
  /** yDot, statisticsDot. */
  readonly tangent: readonly [T, T];
  /** daDot, dGammaDot, dBetaDot. */
  readonly backwardTangent: readonly [T, T, T];
}

type KernelName = keyof Inputs<unknown>;

/** How one back end computes the four. */
export type BlockKernels<Backend> = {
  readonly [K in KernelName]: (
    backend: Backend,
    inputs: Inputs<tf.TensorInfo>[K],
  ) => Outputs<tf.TensorInfo>[K];
};

const prefix = "NormReluPool/";
const names: readonly KernelName[] = ["forward", "backward", "tangent", "backwardTangent"];

function register<Backend>(backendName: string, kernels: BlockKernels<Backend>): void {
  for (const name of names) {
    if (tf.getKernel(prefix + name, backendName)) continue;
    const kernel = kernels[name] as unknown as (backend: Backend, inputs: object) => tf.TensorInfo[];
    tf.registerKernel({
      kernelName: prefix + name,
      backendName,
      kernelFunc: ({ inputs, backend }) => kernel(backend as Backend, inputs),
    });
  }
}

/** Registers the kernels of a back end that has them. */
export function registerNormReluPool(backendName: string): void {
  if (backendName === "wasm") register("wasm", wasmBlockKernels);
  if (backendName === "webgpu") register("webgpu", webGpuBlockKernels);
}

/** Whether the active back end has the fused block for this number of channels. */
export function hasNormReluPool(channels: number): boolean {
  const backendName = tf.getBackend();
  const fits = backendName === "webgpu" || (backendName === "wasm" && channels % 4 === 0);
  return fits && tf.getKernel(`${prefix}forward`, backendName) !== undefined;
}

/** Runs one of the kernels. The caller owns the results. */
export function normReluPool<K extends KernelName>(name: K, inputs: Inputs<Tensor>[K]): Outputs<Tensor>[K] {
  return tf
    .engine()
    .runKernel(prefix + name, inputs as unknown as tf.NamedTensorMap) as unknown as Outputs<Tensor>[K];
}
