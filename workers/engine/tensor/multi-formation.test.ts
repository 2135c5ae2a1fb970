import { beforeAll, describe, expect, test } from "vitest";
import { nodePlatform } from "../testing/node-platform";
import { Samples } from "../testing/samples";
import { activate } from "./backend";
import { dispose, memoryUse, read, tensor } from "./memory";
import { decodeFormation, decodeFormationAdjoint } from "./multi-formation";

const inner = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe.each(["cpu", "wasm"] as const)("IDC's decoder on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test.each([
    [8, 2, 1],
    [9, 2, 3],
    [16, 3, 1],
    [8, 4, 2],
  ])("%i pixels, factor %i, %i channels: the adjoint is its transpose", async (size, factor, channels) => {
    const samples = new Samples(`formation ${size} ${factor}`);
    const shape = [2, size, size, channels];
    const x = tensor(samples.normal(shape), shape);
    const many = [2 * factor ** 2, size, size, channels];
    const u = tensor(samples.normal(many), many);
    const before = memoryUse();
    const grey = new Array<number>(channels).fill(0);
    const [decoded, pulled] = [decodeFormation(x, factor, grey), decodeFormationAdjoint(u, factor)];
    const [a, b] = [inner(await read(decoded), await read(u)), inner(await read(x), await read(pulled))];
    expect(Math.abs(a - b)).toBeLessThan(1e-4 * (1 + Math.abs(a)));
    dispose(decoded, pulled);
    expect(memoryUse()).toEqual(before);
    dispose(x, u);
  });

  test("constant images stay constant, and grey is what is beyond the border", async () => {
    const flat = tensor(new Float32Array(9 * 9).fill(0.25), [1, 9, 9, 1]);
    const same = decodeFormation(flat, 3, [0.25]);
    for (const value of await read(same)) expect(value).toBeCloseTo(0.25, 6);
    // 9 pixels in halves are 5 and 4 and one of grey.
    const halves = decodeFormation(flat, 2, [0.5]);
    const cells = await read(halves);
    expect(Math.max(...cells.subarray(0, 81))).toBeCloseTo(0.25, 6);
    expect(cells[81 + 8]).toBeCloseTo(0.5, 6);
    expect(cells[81]).toBeCloseTo(0.25, 6);
    dispose(flat, same, halves);
  });
});
