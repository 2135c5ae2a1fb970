/** How much work an interruption can cost, on a clock that stands still but for what is said to take time. */
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { RunDriver } from "../driver";
import { Run } from "../engine/run";
import { activate } from "../engine/tensor/backend";
import { nodePlatform } from "../engine/testing/node-platform";
import { tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import { RunKeeper } from "./keeper";
import { MemoryFiles, memoryIndex, newEntry } from "./memory-store";
import { RunRecorder } from "./recorder";
import { RunStore } from "./run-store";

const recipe = tinyRecipe({
  data: { trainPerClass: 4, testPerClass: 1 },
  experts: { count: 1 },
  matching: { iterations: 4, studentSteps: 2, maxStartEpoch: 1 },
  evaluation: { networks: 1, epochs: 2, fullDataNetworks: 0 },
});

beforeAll(() => activate("wasm", nodePlatform));
afterEach(() => void vi.restoreAllMocks());

interface Saves {
  /** Milliseconds of work that were not saved, at the end of each save. */
  readonly atStake: readonly number[];
  /** Steps between the end of a stage and the save that holds it. */
  readonly late: number;
  readonly steps: number;
}

/** Drives a run whose every step takes `step` milliseconds, and every save `save`. */
async function driven(step: number, save: number): Promise<Saves> {
  let clock = 0;
  let safe = 0;
  let steps = 0;
  let stagesSaved = 0;
  let late = 0;
  const atStake: number[] = [];
  const store = new RunStore(new MemoryFiles(), memoryIndex());
  await store.add(newEntry("one", recipe));
  const recorder = new RunRecorder(null);
  const run = Run.create(recipe, tinyData(recipe), {
    backend: "wasm",
    now: () => clock,
    emit: (event) => recorder.observe(event),
  });
  const once = run.step.bind(run);
  vi.spyOn(run, "step").mockImplementation(async () => {
    if (recorder.stagesDone > stagesSaved) late++;
    clock += step;
    steps++;
    await once();
  });
  const write = store.save.bind(store);
  vi.spyOn(store, "save").mockImplementation(async (...given) => {
    const held = clock;
    clock += save;
    await write(...given);
    atStake.push(clock - safe);
    safe = held;
    stagesSaved = recorder.stagesDone;
  });
  const none = (): void => undefined;
  const keeper = new RunKeeper("one", store, recorder, run, none, none, () => clock);
  const driver = new RunDriver(run, none, keeper);
  await vi.waitFor(() => expect(driver.now).toBe("finished"), { timeout: 60_000 });
  await driver.stop();
  return { atStake, late, steps };
}

it.each([
  ["short steps", 100, 20],
  ["short steps, saved slowly", 100, 400],
  ["long steps", 3000, 20],
  ["long steps, saved slowly", 2000, 300],
])(
  "of %s at most ten seconds are lost",
  async (_, step, save) => {
    const { atStake, late, steps } = await driven(step, save);
    expect(steps).toBeGreaterThan(50);
    expect(Math.max(...atStake)).toBeLessThanOrEqual(10_000);
    // The end of a stage is saved before the next step.
    expect(late).toBe(0);
    // And not for every step's sake: saving takes no more than a twentieth of the time, but for the two ends of stages.
    expect(atStake.length).toBeLessThan((steps * step) / Math.max(4000, 20 * save) + 5);
  },
  90_000,
);
