/** The benchmark on WebGPU, in a browser: dispatches are counted there, and it runs at all. */
import { expect, test } from "vitest";
import { activate } from "../tensor/backend";
import { tinyPlan } from "../testing/bench-plan";
import { measureBackend } from "./measure";

test("a benchmark on webgpu counts dispatches and times their encoding", async () => {
  await activate("webgpu", { wasm: "" });
  const plan = { ...tinyPlan, cases: tinyPlan.cases.slice(0, 4), memory: [] };
  const { cases } = await measureBackend("webgpu", {
    plan,
    clock: () => performance.now(),
    rival: null,
    threaded: null,
    progress: () => {},
  });
  expect(cases.map(({ kind }) => kind)).toEqual(["plain", "second-order", "second-order-recomputed", "mtt"]);
  for (const one of cases) {
    expect(one.observed.dispatches, one.key).toBeGreaterThan(10);
    expect(one.issueSeconds!.median, one.key).toBeLessThanOrEqual(one.seconds.median);
  }
});
