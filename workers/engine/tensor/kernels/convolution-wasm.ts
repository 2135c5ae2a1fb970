/**
 * Sums of one or two 3×3 convolution products on wasm, by the kernels in `wasm/assembly/convolution.ts`: the second is
 * added in place, which is what the tangent of a bilinear op needs.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { address, wasmKernels, withScratch, type WasmBackend } from "../wasm/module";

type Shape = readonly [number, number, number, number];
type Product = "convolve" | "inputAdjoint" | "filterAdjoint";

const shapeOf = (info: tf.TensorInfo): Shape => info.shape as unknown as Shape;
const paddedSize = ([, height, width]: Shape, channels: number): number =>
  (height + 2) * (width + 2) * channels;
/** The next multiple of four: results are made four channels at a time. */
const inFours = (channels: number): number => (channels + 3) & ~3;

type Pair = readonly [tf.TensorInfo, tf.TensorInfo];

const implementations: Record<Product, (backend: WasmBackend, pairs: readonly Pair[]) => tf.TensorInfo> = {
  convolve(backend, pairs) {
    const [x, w] = pairs[0]!;
    const [n, height, width, channels] = shapeOf(x);
    const outputs = w.shape[3]!;
    const y = backend.makeOutput([n, height, width, outputs], "float32");
    withScratch(backend, paddedSize(shapeOf(x), channels), (padded) => {
      pairs.forEach(([xi, wi], i) => {
        const at = [address(backend, xi), address(backend, wi), address(backend, y)] as const;
        wasmKernels(backend).convolve(...at, padded, n, height, width, channels, outputs, i);
      });
    });
    return y;
  },

  /** Pairs (u, w): x = u ∗ flipped w, made in fours of channels and then compacted. */
  inputAdjoint(backend, pairs) {
    const [u, w] = pairs[0]!;
    const [n, height, width, outputs] = shapeOf(u);
    const channels = w.shape[2]!;
    const row = inFours(channels);
    const kernels = wasmKernels(backend);
    const x = backend.makeOutput([n, height, width, channels], "float32");
    const paddedFloats = paddedSize(shapeOf(u), outputs);
    const filterFloats = 9 * outputs * row;
    const wideFloats = row === channels ? 0 : n * height * width * row;
    withScratch(backend, paddedFloats + filterFloats + wideFloats, (padded) => {
      const flipped = padded + 4 * paddedFloats;
      const wide = row === channels ? address(backend, x) : flipped + 4 * filterFloats;
      pairs.forEach(([ui, wi], i) => {
        kernels.flip(address(backend, wi), flipped, channels, outputs, row);
        kernels.convolve(address(backend, ui), flipped, wide, padded, n, height, width, outputs, row, i);
      });
      if (row !== channels) kernels.compact(wide, address(backend, x), n * height * width, row, channels);
    });
    return x;
  },

  filterAdjoint(backend, pairs) {
    const [x, u] = pairs[0]!;
    const [n, height, width, channels] = shapeOf(x);
    const outputs = u.shape[3]!;
    const dw = backend.makeOutput([3, 3, channels, outputs], "float32");
    withScratch(backend, paddedSize(shapeOf(x), channels), (padded) => {
      pairs.forEach(([xi, ui], i) => {
        const at = [address(backend, xi), address(backend, ui), address(backend, dw)] as const;
        wasmKernels(backend).filterAdjoint(...at, padded, n, height, width, channels, outputs, i);
      });
    });
    return dw;
  },
};

const prefix = "Convolution3x3/";

/** Registers the three products with tfjs, once. */
export function registerWasmConvolution(): void {
  for (const name of Object.keys(implementations) as Product[]) {
    if (tf.getKernel(prefix + name, "wasm")) continue;
    tf.registerKernel({
      kernelName: prefix + name,
      backendName: "wasm",
      kernelFunc({ inputs, backend }) {
        const { a, b, c, d } = inputs as Record<string, tf.TensorInfo | undefined>;
        return implementations[name](
          backend as WasmBackend,
          c
            ? [
                [a!, b!],
                [c, d!],
              ]
            : [[a!, b!]],
        );
      },
    });
  }
}

/** The sum of one or two products; the caller owns it. */
export function wasmConvolution(
  product: Product,
  [first, second]: readonly (readonly [Tensor, Tensor])[],
): Tensor {
  const inputs = { a: first![0], b: first![1], ...(second && { c: second[0], d: second[1] }) };
  return tf.engine().runKernel(prefix + product, inputs) as unknown as Tensor;
}
