/** Buffers that are used again at once, and kept bindings: results stay those of the launch that made them. */
import { beforeAll, expect, it } from "vitest";
import { activate } from "../backend";
import { dispose, memoryUse, read, tensor, type Tensor } from "../memory";
import { sumScaled } from "../vectors";

const errors: string[] = [];
beforeAll(() => activate("webgpu", { wasm: "", onDeviceError: ({ message }) => errors.push(message) }));

const size = 70;
const filled = (value: number): Tensor => tensor(new Float32Array(size).fill(value), [size]);

it("disposes what launches still to be submitted read, and fills its buffer with other values", async () => {
  const before = memoryUse().tensors;
  // More launches than are submitted at once, more scalars than are kept.
  const results: Tensor[] = [];
  for (let i = 0; i < 300; i++) {
    const [a, x] = [filled(i), filled(1000 + i)];
    const sum = sumScaled(a, i / 2, x);
    dispose(a, x);
    const twice = sumScaled(sum, 1, sum);
    if (i % 7 === 0) results.push(twice);
    else dispose(twice);
    dispose(sum);
  }
  for (const [k, result] of results.entries()) {
    const i = 7 * k;
    const wanted = 2 * (i + (i / 2) * (1000 + i));
    expect(await read(result)).toEqual(new Float32Array(size).fill(wanted));
  }
  dispose(results);
  expect(memoryUse().tensors).toBe(before);
});

it("goes round and round on the same buffers", async () => {
  const one = filled(1);
  let sum = filled(0);
  for (let i = 0; i < 500; i++) {
    const next = sumScaled(sum, 1, one);
    dispose(sum);
    sum = next;
  }
  expect(await read(sum)).toEqual(new Float32Array(size).fill(500));
  dispose(one, sum);
});

// Last, so that it sees what all the others did.
it("the device reported no error", () => expect(errors).toEqual([]));
