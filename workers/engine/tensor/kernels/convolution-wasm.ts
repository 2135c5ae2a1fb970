/**
 * Sums of one or two 3×3 convolution products on wasm, by the kernels in `wasm/assembly`: the second is added in place,
 * which is what the tangent of a bilinear op needs. Where there are channels enough, by Winograd's algorithm, which
 * takes 4/9 of the products, else by the definition. Which of the two depends on channels and size alone.
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { madeOnWasm } from "../wasm/compute";
import { address, wasmKernels, withScratch, type WasmBackend } from "../wasm/module";

type Shape = readonly [number, number, number, number];
type Product = "convolve" | "inputAdjoint" | "filterAdjoint";

const shapeOf = (info: tf.TensorInfo): Shape => info.shape as unknown as Shape;
const paddedSize = ([, height, width]: Shape, channels: number): number =>
  (height + 2) * (width + 2) * channels;
/** The next multiple of four: results are made four channels at a time. */
const inFours = (channels: number): number => (channels + 3) & ~3;

type Pair = readonly [tf.TensorInfo, tf.TensorInfo];

/** Whether Winograd's algorithm is the faster one: its transforms pay from about 8 × 8 channels on. */
function byWinograd([, height, width]: Shape, channels: number, outputs: number): boolean {
  const inFour = channels % 4 === 0 && outputs % 4 === 0;
  return inFour && channels * outputs >= 64 && height > 1 && width > 1;
}

/** Runs `body` with scratch memory for Winograd's kernels, and the addresses of the factors; 0: no second pair. */
function withWinograd(
  backend: WasmBackend,
  pairs: readonly Pair[],
  [n, height, width]: Shape,
  channels: number,
  outputs: number,
  body: (factors: readonly [number, number, number, number], scratch: number) => void,
): void {
  const { winogradScratch } = wasmKernels(backend);
  const floats = winogradScratch(n, height, width, channels, outputs, pairs.length);
  withScratch(backend, floats, (scratch) => {
    const [a, b, c = 0, d = 0] = pairs.flat().map((one) => address(backend, one));
    body([a!, b!, c, d], scratch);
  });
}

const implementations: Record<Product, (backend: WasmBackend, pairs: readonly Pair[]) => tf.TensorInfo> = {
  convolve(backend, pairs) {
    const [x, w] = pairs[0]!;
    const [n, height, width, channels] = shapeOf(x);
    const outputs = w.shape[3]!;
    const y = backend.makeOutput([n, height, width, outputs], "float32");
    if (byWinograd(shapeOf(x), channels, outputs)) {
      withWinograd(backend, pairs, shapeOf(x), channels, outputs, (factors, scratch) => {
        const to = address(backend, y);
        wasmKernels(backend).winograd(...factors, to, scratch, n, height, width, channels, outputs, 0);
      });
      return y;
    }
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
    const wideFloats = row === channels ? 0 : n * height * width * row;
    if (byWinograd(shapeOf(u), outputs, row)) {
      withScratch(backend, wideFloats, (spare) => {
        const wide = row === channels ? address(backend, x) : spare;
        withWinograd(backend, pairs, shapeOf(u), outputs, row, (factors, scratch) =>
          kernels.winograd(...factors, wide, scratch, n, height, width, outputs, row, channels),
        );
        if (row !== channels) kernels.compact(wide, address(backend, x), n * height * width, row, channels);
      });
      return x;
    }
    const paddedFloats = paddedSize(shapeOf(u), outputs);
    const filterFloats = 9 * outputs * row;
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
    if (byWinograd(shapeOf(x), channels, outputs)) {
      withWinograd(backend, pairs, shapeOf(x), channels, outputs, (factors, scratch) => {
        const to = address(backend, dw);
        wasmKernels(backend).winogradFilterAdjoint(
          ...factors,
          to,
          scratch,
          n,
          height,
          width,
          channels,
          outputs,
        );
      });
      return dw;
    }
    withScratch(backend, paddedSize(shapeOf(x), channels), (padded) => {
      pairs.forEach(([xi, ui], i) => {
        const at = [address(backend, xi), address(backend, ui), address(backend, dw)] as const;
        wasmKernels(backend).filterAdjoint(...at, padded, n, height, width, channels, outputs, i);
      });
    });
    return dw;
  },
};

/** The sum of one or two products; the caller owns it. */
export function wasmConvolution(product: Product, pairs: readonly (readonly [Tensor, Tensor])[]): Tensor {
  return madeOnWasm(product, (backend) => implementations[product](backend, pairs));
}
