import { describe, expect, it } from "vitest";
import { fingerprint, keptFile, readKeptFile } from "./kept-file";
import { packTree, unpackTree } from "./tree";

const row = (i: number): object => ({
  stage: 1,
  iteration: i,
  loss: 1 / (i + 1),
  layers: [i, -0, Number.NaN],
});

const tree = {
  text: "“ä” \u2028",
  none: null,
  missing: undefined,
  special: [Number.NaN, Infinity, -Infinity, -0, 0, 1e-320],
  weights: [Float32Array.of(1, -0, Number.NaN), new Float32Array(0), Uint8Array.of(1, 2, 3)],
  part: { clamped: Uint8ClampedArray.of(255, 0), wide: BigInt64Array.of(-1n), many: Float64Array.of(0.1) },
  long: Array.from({ length: 40 }, (_, i) => i / 3),
  table: Array.from({ length: 20 }, (_, i) => row(i)),
  mixed: Array.from({ length: 20 }, (_, i) => ({ ...row(i), ...(i === 7 && { layers: [] }) })),
  map: new Map<string, unknown>([["a", Int16Array.of(-5)]]),
  set: new Set([1, "b"]),
  big: 12345678901234567890n,
};

/** Numbers of typed arrays and of lists by their bits. */
const bits = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "bigint") return `${each}n`;
    if (typeof each === "number" && (!Number.isFinite(each) || Object.is(each, -0)))
      return Object.is(each, -0) ? "-0" : String(each);
    return each;
  });

describe("a kept file", () => {
  it("gives a tree back with every bit", async () => {
    const { tree: back, problem } = await readKeptFile(await keptFile(tree));
    expect(problem).toBeNull();
    expect(back).toEqual(tree);
    expect(bits(back)).toBe(bits(tree));
  });

  it("keeps long lists of numbers, and of records of numbers, as arrays", () => {
    const { header, arrays } = packTree({ long: tree.long, table: tree.table });
    expect(header.length).toBeLessThan(200);
    expect(arrays.map(({ length }) => length)).toEqual([40 * 8, 20 * 6 * 8]);
  });

  it("gives arrays of their own, which take no other with them when they are sent", async () => {
    const { tree: back } = await readKeptFile(await keptFile({ weights: tree.weights }));
    expect((back as typeof tree).weights.map(({ buffer }) => buffer.byteLength)).toEqual([12, 0, 3]);
  });

  it("knows a file that was cut short, changed, or is of somebody else", async () => {
    const file = await keptFile(tree);
    expect((await readKeptFile(file.slice(0, -1))).problem).toBe("damaged");
    for (const at of [8, 41, 60, file.length - 1]) {
      const changed = file.slice();
      changed[at]! ^= 1;
      expect((await readKeptFile(changed)).problem, `byte ${at}`).toBe("damaged");
    }
    expect((await readKeptFile(new Uint8Array(3))).problem).toBe("foreign");
    expect((await readKeptFile(new Uint8Array(300))).problem).toBe("foreign");
  });

  it("refuses headers that reach past the arrays or go too deep", () => {
    for (const header of [
      '{"$":["Float32Array",0,3]}',
      '{"$":["Float32Array",4,1]}',
      '{"$":["Float32Array",0,-1]}',
      '{"$":["Float32Array",0,0.5]}',
      '{"$":["constructor",0,0]}',
      '{"$":["table",0,1000000000,[["a",1000]]]}',
      '{"__proto__":{"a":1}}',
      `${"[".repeat(100)}${"]".repeat(100)}`,
    ]) {
      expect(() => unpackTree(header, new Uint8Array(8)), header.slice(0, 40)).toThrow(RangeError);
    }
  });

  it("cannot keep functions, objects of classes and cycles", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const bad of [() => 1, new Date(), { $: 1 }, cycle]) expect(() => packTree({ bad })).toThrow(Error);
  });

  it("tells trees apart by a fingerprint", async () => {
    const one = await fingerprint({ pixels: Uint8Array.of(1, 2) });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint({ pixels: Uint8Array.of(1, 2) })).toBe(one);
    expect(await fingerprint({ pixels: Uint8Array.of(2, 1) })).not.toBe(one);
  });
});
