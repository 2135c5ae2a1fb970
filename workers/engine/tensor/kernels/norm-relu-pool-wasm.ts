/** The fused block on wasm: calls of the kernels in `wasm/assembly/norm-relu-pool-forward.ts` and `-backward.ts`. */
import type * as tf from "@tensorflow/tfjs-core";
import { address, wasmKernels, withScratch, type WasmBackend } from "../wasm/module";
import type { BlockKernels } from "./norm-relu-pool";

type Info = tf.TensorInfo;

/** Shape of the pooled map of `a`. */
function pooledShape(a: Info): number[] {
  const [n, height, width, channels] = a.shape as [number, number, number, number];
  return [n, height >> 1, width >> 1, channels];
}

/** A tensor of two arrays [n,c], one after the other, and where the second begins. */
const second = (backend: WasmBackend, info: Info): number =>
  address(backend, info) + 4 * info.shape[1]! * info.shape[2]!;

export const wasmBlockKernels: BlockKernels<WasmBackend> = {
  forward(backend, { a, gamma, beta }) {
    const [n, height, width, channels] = a.shape as [number, number, number, number];
    const y = backend.makeOutput(pooledShape(a), "float32");
    const statistics = backend.makeOutput([2, n, channels], "float32");
    const at = (info: Info): number => address(backend, info);
    wasmKernels(backend).normReluPoolForward(
      at(a),
      at(gamma),
      at(beta),
      at(y),
      at(statistics),
      second(backend, statistics),
      n,
      height,
      width,
      channels,
    );
    return [y, statistics];
  },

  backward(backend, { u, a, gamma, beta, statistics }) {
    const [n, height, width, channels] = a.shape as [number, number, number, number];
    const da = backend.makeOutput(a.shape, "float32");
    const dGamma = backend.makeOutput([channels], "float32");
    const dBeta = backend.makeOutput([channels], "float32");
    const at = (info: Info): number => address(backend, info);
    withScratch(backend, 2 * n * channels, (sum) =>
      wasmKernels(backend).normReluPoolBackward(
        at(u), at(a), at(gamma), at(beta), at(statistics), second(backend, statistics), at(da),
        at(dGamma), at(dBeta), sum, sum + 4 * n * channels, n, height, width, channels,
      ),
    ); // prettier-ignore
    return [da, dGamma, dBeta];
  },

  tangent(backend, { aDot, gammaDot, betaDot, a, gamma, beta, statistics }) {
    const [n, height, width, channels] = a.shape as [number, number, number, number];
    const yDot = backend.makeOutput(pooledShape(a), "float32");
    const statisticsDot = backend.makeOutput([2, n, channels], "float32");
    const at = (info: Info): number => address(backend, info);
    wasmKernels(backend).normReluPoolTangent(
      at(aDot), at(gammaDot), at(betaDot), at(a), at(gamma), at(beta), at(statistics), second(backend, statistics),
      at(yDot), at(statisticsDot), second(backend, statisticsDot), n, height, width, channels,
    ); // prettier-ignore
    return [yDot, statisticsDot];
  },

  backwardTangent(backend, { u, uDot, a, aDot, gamma, beta, gammaDot, statistics, statisticsDot }) {
    const [n, height, width, channels] = a.shape as [number, number, number, number];
    const daDot = backend.makeOutput(a.shape, "float32");
    const dGammaDot = backend.makeOutput([channels], "float32");
    const dBetaDot = backend.makeOutput([channels], "float32");
    const at = (info: Info): number => address(backend, info);
    const sums = 5 * n * channels;
    withScratch(backend, sums + 5 * channels, (scratch) =>
      wasmKernels(backend).normReluPoolBackwardTangent(
        at(u), at(uDot), at(a), at(aDot), at(gamma), at(beta), at(gammaDot), at(statistics),
        second(backend, statistics), at(statisticsDot), second(backend, statisticsDot), at(daDot),
        at(dGammaDot), at(dBetaDot), scratch, scratch + 4 * sums,
        n, height, width, channels,
      ),
    ); // prettier-ignore
    return [daDot, dGammaDot, dBetaDot];
  },
};
