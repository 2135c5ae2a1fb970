/**
 * The adjoint of taking rows, on webgpu: row r of the result is the sum of those rows that were taken from r, in their
 * order. The host knows the indices and sorts them, so that each element reads only what it adds; the stock product
 * with a selection matrix would add with atomics for 2,000 rows or more.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import { compute, elementGroups, perElement, type Kernel } from "../webgpu/dispatch";

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

/** See `addRows` in `../memory.ts`. The caller owns the result. */
export function webGpuAddRows(rows: Tensor, indices: Int32Array, count: number): Tensor {
  const shape = [count, ...rows.shape.slice(1)];
  const kernel: Kernel = {
    name: "add rows",
    inputs: ["rows", "lists: i32"],
    outputs: ["sums"],
    scalars: ["count"],
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
  const order = tf.tensor1d(lists(indices, count), "int32");
  const size = shape.reduce((a, b) => a * b, 1);
  const [sums] = compute(kernel, [rows, order], [shape], elementGroups(size), [count]);
  order.dispose();
  return sums!;
}
