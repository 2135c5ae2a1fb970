/** The benchmark as the page runs it, in a worker of its own; its times mean nothing here. */
import { beforeEach, expect, test } from "vitest";
import { presetRecipe } from "./recipe/address";
import { benchStore, cancelBenchmark, startBenchmark } from "./benchStore";
import { beginRun, runStore } from "./run/runStore";
import { noRun } from "./run/runModel";

const request = { list: "check", backend: "wasm", threads: 1 } as const;

beforeEach(() => runStore.setState(noRun, true));

test("it measures every kind of case, and says how far it is", async () => {
  const told: number[] = [];
  const unsubscribe = benchStore.subscribe(({ step }) => step && told.push(step.done / step.total));
  await startBenchmark(request);
  unsubscribe();
  const { state, error, report } = benchStore.getState();
  expect({ state, error }).toEqual({ state: "finished", error: null });
  expect(told.length).toBeGreaterThan(10);
  expect(told).toEqual(told.toSorted((a, b) => a - b));

  const configuration = "wasm/8x8/width4/batch4";
  for (const key of [
    "secondOrderOverPlain",
    "secondOrderRecomputedOverPlain",
    "memoryN50OverN5",
    "dispatchesPerSecondOrderStep",
  ] as const) {
    expect(Object.keys(report![key]), key).toEqual([configuration]);
  }
  expect(report).toMatchObject({ poolSpeedup: {}, mttOverTorch: {}, rival: null, quick: false });
  expect(report!.machine.cores).toBeGreaterThan(0);
  expect(report!.backends[0]!.cases).toHaveLength(7);
});

test("cancelled, it ends at once and can be begun again", async () => {
  const first = startBenchmark(request);
  cancelBenchmark();
  await first;
  expect(benchStore.getState()).toMatchObject({ state: "cancelled", report: null, error: null });
  const second = startBenchmark({ ...request, backend: "cpu" });
  expect(benchStore.getState().state).toBe("running");
  cancelBenchmark();
  await second;
});

test("a run and a benchmark are never under way together", async () => {
  const running = startBenchmark(request);
  beginRun(presetRecipe("demo"), "demo", null);
  await running;
  expect(benchStore.getState().state).toBe("cancelled");
  await startBenchmark(request);
  expect(benchStore.getState().state).toBe("cancelled");
});
