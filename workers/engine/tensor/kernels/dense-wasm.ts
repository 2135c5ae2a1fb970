/** The classifier's products on wasm, see `dense.ts`, by the kernels in `wasm/assembly/classifier.ts`. */
import type { Tensor } from "../memory";
import { computeOnWasm } from "../wasm/compute";
import type { Pairs } from "./dense";

export function wasmDense(pairs: Pairs, bias: Tensor | null): Tensor {
  const [rows, features] = pairs[0]![0].shape as [number, number];
  const outputs = pairs[0]![1].shape[1]!;
  return computeOnWasm("denseProduct", [rows, outputs], (to, { kernels, backend, at }) => {
    const { HEAPU8 } = backend.wasm;
    const row = 4 * outputs;
    if (!bias) HEAPU8.fill(0, to, to + rows * row);
    else for (let i = 0; i < rows; i++) HEAPU8.copyWithin(to + i * row, at(bias), at(bias) + row);
    for (const [f, w] of pairs) kernels.denseProduct(at(f), at(w), to, rows, features, outputs);
  });
}

export function wasmDenseInputAdjoint(pairs: Pairs): Tensor {
  const rows = pairs[0]![0].shape[0]!;
  const [features, outputs] = pairs[0]![1].shape as [number, number];
  return computeOnWasm("denseInputAdjoint", [rows, features], (to, { kernels, at }) => {
    pairs.forEach(([u, w], p) => kernels.denseInputAdjoint(at(u), at(w), to, rows, features, outputs, p));
  });
}

export function wasmDenseParameters(pairs: Pairs): [Tensor, Tensor] {
  const [rows, features] = pairs[0]![0].shape as [number, number];
  const outputs = pairs[0]![1].shape[1]!;
  const weight = computeOnWasm("denseFilterAdjoint", [features, outputs], (to, { kernels, at }) => {
    pairs.forEach(([f, u], p) => kernels.denseFilterAdjoint(at(f), at(u), to, rows, features, outputs, p));
  });
  const bias = computeOnWasm("columnSums", [outputs], (to, { kernels, at }) => {
    kernels.columnSums(at(pairs[0]![1]), to, rows, outputs);
  });
  return [weight, bias];
}
