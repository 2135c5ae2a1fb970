/** That everything is measured and nothing left behind; never how fast. */
import { beforeAll, describe, expect, test } from "vitest";
import type { BackendReport, Case } from "../../protocol/bench";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { tinyPlan } from "../testing/bench-plan";
import { nodePlatform } from "../testing/node-platform";
import { measureBackend, relativeDifference } from "./measure";
import { summarise } from "./summary";
import type { Rival } from "./rival";

/** A rival that is asked for what it can do, and never answers with a figure of ours. */
function idleRival(prepared: Case["kind"][]): Rival {
  return {
    name: "nobody",
    threads: 1,
    prepare(one) {
      prepared.push(one.kind);
      return Promise.resolve([1, 1, 1]);
    },
    run: () => Promise.resolve(0.001),
    multiply: () => Promise.resolve(0.001),
  };
}

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  const prepared: Case["kind"][] = [];
  let report: BackendReport;
  let left: number;

  beforeAll(async () => {
    await activate(backend, nodePlatform);
    const before = memoryUse().tensors;
    report = await measureBackend(backend, {
      plan: tinyPlan,
      clock: () => performance.now(),
      rival: idleRival(prepared),
      threaded: null,
      progress: () => {},
    });
    left = memoryUse().tensors - before;
  });

  test("every case has its time, its arithmetic and its launches", () => {
    expect(report.cases.map(({ kind }) => kind)).toEqual(tinyPlan.cases.slice(0, -1).map(({ kind }) => kind));
    for (const one of report.cases) {
      expect(one.seconds.median, one.key).toBeGreaterThan(0);
      expect(one.gflop, one.key).toBeGreaterThan(0);
      expect(one.observed.kernels, one.key).toBeGreaterThan(0);
      expect(one.observed.dispatches, one.key).toBeNull();
      expect(one.observed.peakBytes, one.key).toBeGreaterThan(0);
    }
    expect(report.peak.gflopPerSecond).toBeGreaterThan(0);
    expect(report.leftOut).toEqual(["plain/64x64/width1024/batch1000000000"]);
  });

  test("memory is measured at few and many steps, and does not grow with them", () => {
    const [{ few, many, ratio }] = report.memory as [BackendReport["memory"][0]];
    // 112 + 8, twice 148 + 8, and 4 · 10 + 10 weights of four bytes: of θ_0, θ* and λ at the least.
    expect(few.peakBytes).toBeGreaterThan(3 * 4 * 482);
    expect(ratio).toBeLessThan(1.3);
    expect(ratio).toBeCloseTo(many.peakBytes / few.peakBytes);
    expect(few.heapBytes === null).toBe(backend !== "wasm");
  });

  test("the rival gets the cases that it can do", () => {
    expect(prepared).toEqual(["plain", "second-order-recomputed", "mtt"]);
    expect(report.cases.filter(({ rival }) => rival).map(({ kind }) => kind)).toEqual(prepared);
  });

  test("the judged figures are found by configuration", () => {
    const key = `${backend}/8x8/width4/batch4`;
    const summary = summarise([report]);
    for (const name of [
      "secondOrderOverPlain",
      "secondOrderRecomputedOverPlain",
      "memoryN50OverN5",
      "dispatchesPerSecondOrderStep",
    ] as const) {
      expect(Object.keys(summary[name])).toEqual([key]);
    }
    expect(Object.keys(summary.mttOverTorch)).toEqual([`${key}/N2`]);
    expect(Object.keys(summary.mttOverTorchFastest)).toEqual([`${key}/N2`]);
  });

  test("no tensor is left", () => expect(left).toBe(0));
});

test("results are compared by their largest relative difference", () => {
  expect(relativeDifference([1.01, 0, 2], [1, 0, 2])).toBeCloseTo(0.01);
});
