/** Rows of tensors on wasm, moved within its memory: see `takeRows`, `sliceRows` and `addRows` in `../memory.ts`. */
import type { Tensor } from "../memory";
import { computeOnWasm } from "../wasm/compute";

/** Floats in a row. */
const rowSize = ({ size, shape }: Tensor): number => size / shape[0]!;

export function wasmTakeRows(source: Tensor, indices: ArrayLike<number>): Tensor {
  const bytes = 4 * rowSize(source);
  return computeOnWasm("takeRows", [indices.length, ...source.shape.slice(1)], (to, { backend, at }) => {
    const from = at(source);
    const { HEAPU8 } = backend.wasm;
    for (let k = 0; k < indices.length; k++) {
      const row = from + indices[k]! * bytes;
      HEAPU8.copyWithin(to + k * bytes, row, row + bytes);
    }
  });
}

export function wasmSliceRows(source: Tensor, from: number, count: number): Tensor {
  const bytes = 4 * rowSize(source);
  return computeOnWasm("sliceRows", [count, ...source.shape.slice(1)], (to, { backend, at }) => {
    const start = at(source) + from * bytes;
    backend.wasm.HEAPU8.copyWithin(to, start, start + count * bytes);
  });
}

export function wasmAddRows(rows: Tensor, indices: ArrayLike<number>, count: number): Tensor {
  const size = rowSize(rows);
  return computeOnWasm("addRows", [count, ...rows.shape.slice(1)], (to, { kernels, backend, at }) => {
    backend.wasm.HEAPU8.fill(0, to, to + 4 * count * size);
    const from = at(rows);
    for (let k = 0; k < indices.length; k++) {
      const sum = to + 4 * size * indices[k]!;
      kernels.combine(sum, sum, 1, from + 4 * size * k, 1, size);
    }
  });
}
