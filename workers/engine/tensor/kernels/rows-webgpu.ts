/** Taking rows of a tensor by index, and the adjoint, on webgpu. The indices come from the host and need no tensor. */
import type { Tensor } from "../memory";
import { compute, elementGroups, perElement, type Kernel } from "../webgpu/dispatch";

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const take: Kernel = {
  name: "take rows",
  inputs: ["rows"],
  outputs: ["taken"],
  list: "indices",
  code: () =>
    perElement(`
  let size = i32(arrayLength(&taken));
  if (index >= size) { return; }
  let width = size / i32(arrayLength(&indices));
  taken[index] = rows[indices[index / width] * width + index % width];`),
};

/** See `takeRows` in `../memory.ts`; at least one index. The caller owns the result. */
export function webGpuTakeRows(source: Tensor, indices: Int32Array): Tensor {
  const shape = [indices.length, ...source.shape.slice(1)];
  return compute(take, [source], [shape], elementGroups(sizeOf(shape)), { list: indices })[0]!;
}

/** Where the list of each of `count` rows begins, then the lists: [count + 1 + indices]. */
function lists(indices: Int32Array, count: number): Int32Array {
  const list = new Int32Array(count + 1 + indices.length);
  const starts = list.subarray(0, count + 1);
  for (const row of indices) starts[row + 1]!++;
  starts[0] = count + 1;
  for (let row = 0; row < count; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice();
  indices.forEach((row, k) => (list[next[row]!++] = k));
  return list;
}

/**
 * Row r of the result is the sum of those rows that were taken from r, in their order. The host sorts the indices, so
 * that each element reads only what it adds; the stock product with a selection matrix would add with atomics for 2,000
 * rows or more.
 */
const add: Kernel = {
  name: "add rows",
  inputs: ["rows"],
  outputs: ["sums"],
  scalars: ["count"],
  list: "lists",
  code: () =>
    perElement(`
  let size = i32(arrayLength(&sums));
  if (index >= size) { return; }
  let width = size / i32(scalars.count);
  let row = index / width;
  var sum = 0.0;
  for (var k = lists[row]; k < lists[row + 1]; k++) { sum += rows[lists[k] * width + index % width]; }
  sums[index] = sum;`),
};

/** See `addRows` in `../memory.ts`. The caller owns the result. */
export function webGpuAddRows(rows: Tensor, indices: Int32Array, count: number): Tensor {
  const shape = [count, ...rows.shape.slice(1)];
  const constants = { scalars: [count], list: lists(indices, count) };
  return compute(add, [rows], [shape], elementGroups(sizeOf(shape)), constants)[0]!;
}
