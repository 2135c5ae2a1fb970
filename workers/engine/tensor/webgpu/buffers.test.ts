import { describe, expect, it } from "vitest";
import { BufferPool } from "./buffers";

interface Made {
  readonly name: string;
  destroyed: boolean;
  destroy(): void;
}

function setting() {
  const made: Made[] = [];
  const pool = new BufferPool({
    createBuffer({ size, usage }) {
      const buffer: Made = {
        name: `${made.length}: ${size} ${usage}`,
        destroyed: false,
        destroy() {
          this.destroyed = true;
        },
      };
      made.push(buffer);
      return buffer;
    },
  });
  return { pool, made };
}

const storage = 0x80;

describe("a pool of buffers", () => {
  it("hands out the first made of the free ones, in whatever order they were freed", () => {
    const { pool, made } = setting();
    const [a, b, c, d] = [0, 0, 0, 0].map(() => pool.acquireBuffer(16, storage));
    for (const one of [b, d, a, c]) pool.releaseBuffer(one!);
    expect([0, 0, 0, 0].map(() => pool.acquireBuffer(16, storage))).toEqual([a, b, c, d]);
    expect(made).toHaveLength(4);
  });

  it("gives an iteration the buffers of the one before", () => {
    const { pool } = setting();
    const iteration = (): object[] => {
      const held = [pool.acquireBuffer(16, storage)];
      const got: object[] = [];
      for (let step = 0; step < 9; step++) {
        const [scratch, next] = [pool.acquireBuffer(16, storage), pool.acquireBuffer(16, storage)];
        got.push(scratch, next);
        held.push(next);
        pool.releaseBuffer(scratch);
        if (step % 3 === 2) pool.releaseBuffer(held.shift()!);
      }
      for (const one of held.splice(2)) pool.releaseBuffer(one);
      for (const one of held) pool.releaseBuffer(one);
      return got;
    };
    const first = iteration();
    expect(new Set(first).size).toBeGreaterThan(5);
    const second = iteration();
    expect(second.every((buffer, i) => buffer === first[i])).toBe(true);
  });

  it("keeps sizes and usages apart", () => {
    const { pool, made } = setting();
    pool.releaseBuffer(pool.acquireBuffer(16, storage));
    expect(pool.acquireBuffer(32, storage)).toBe(made[1]);
    expect(pool.acquireBuffer(16, 0x40)).toBe(made[2]);
    expect(pool.acquireBuffer(16, storage)).toBe(made[0]);
  });

  it("makes a new one and destroys it where it is not to be used again", () => {
    const { pool, made } = setting();
    pool.releaseBuffer(pool.acquireBuffer(16, storage));
    const staging = pool.acquireBuffer(16, storage, true, false);
    expect(staging).toBe(made[1]);
    expect([pool.numBytesUsed, pool.numBytesAllocated]).toEqual([16, 32]);
    pool.releaseBuffer(staging, false);
    expect([pool.numBytesUsed, pool.numBytesAllocated]).toEqual([0, 16]);
    expect(made.map(({ destroyed }) => destroyed)).toEqual([false, true]);
  });

  it("destroys all when it is disposed; what is released after that is gone", () => {
    const { pool, made } = setting();
    const used = pool.acquireBuffer(16, storage);
    pool.releaseBuffer(pool.acquireBuffer(16, storage));
    pool.dispose();
    expect(made.every(({ destroyed }) => destroyed)).toBe(true);
    pool.releaseBuffer(used);
    expect([pool.numBytesUsed, pool.numBytesAllocated]).toEqual([0, 0]);
    expect(pool.acquireBuffer(16, storage)).toBe(made[2]);
  });
});
