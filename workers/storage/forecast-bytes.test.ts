/** What a forecast says of memory and storage against what a run of the recipe then holds and keeps. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Forecast } from "../protocol/forecast";
import type { Recipe, RecipeInput } from "../protocol/recipe/recipe";
import { Run } from "../engine/run";
import { activate } from "../engine/tensor/backend";
import { observe } from "../engine/tensor/measuring";
import { memoryUse } from "../engine/tensor/memory";
import { nodePlatform } from "../engine/testing/node-platform";
import { tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import { forecastRun } from "../engine/warm-up/forecast-run";
import { RunKeeper } from "./keeper";
import { MemoryFiles, memoryIndex, newEntry } from "./memory-store";
import { RunRecorder } from "./recorder";
import { RunStore } from "./run-store";

const anyRoom = { tensors: null, largestTensor: null, memory: null, storage: null };

/** On a clock that counts steps, so that the same is tried on every machine. */
function forecast(recipe: Recipe): Promise<Forecast> {
  const { set, classNames, size, channels, train, test: tested } = tinyData(recipe);
  const shape = { set, classNames, size, channels, trainCount: train.count, testCount: tested.count };
  let steps = 0;
  const around = {
    backend: "wasm",
    threads: 1,
    now: () => steps,
    breathe: () => Promise.resolve(void steps++),
    openShards: () => Promise.resolve(null),
    openJobs: () => null,
  } as const;
  return forecastRun(recipe, shape, around, anyRoom, null);
}

interface Most {
  /** Bytes of tensors at the worst moment. */
  readonly held: number;
  /** Bytes of all files of the run while there were most. */
  readonly kept: number;
}

/** Of a run in which every step takes as long as a save is worth. */
async function mostOf(recipe: Recipe): Promise<Most> {
  const files = new MemoryFiles();
  const store = new RunStore(files, memoryIndex());
  await store.add(newEntry("one", recipe));
  const recorder = new RunRecorder(null);
  const before = memoryUse().bytes;
  let [clock, held, kept] = [0, 0, 0];
  const now = (): number => clock;
  const emit = recorder.observe.bind(recorder);
  const run = Run.create(recipe, tinyData(recipe), { backend: "wasm", now, emit });
  const none = (): void => undefined;
  const keeper = new RunKeeper("one", store, recorder, run, none, none, now);
  const write = files.write.bind(files);
  files.write = async (path, bytes) => {
    await write(path, bytes);
    kept = Math.max(
      kept,
      [...files.held.values()].reduce((sum, { length }) => sum + length, 0),
    );
  };
  while (!run.finished) {
    const there = memoryUse().bytes - before;
    const { peakBytes } = await observe(() => run.step());
    held = Math.max(held, there + peakBytes);
    clock += 400;
    if (keeper.due()) await keeper.save("running");
  }
  await keeper.save("finished");
  await run.dispose();
  return { held, kept };
}

const recipes: readonly (readonly [string, RecipeInput])[] = [
  ["the demo", {}],
  ["three stages of more images", { stages: { count: 3, ipc: 3 } }],
  ["a wide network", { network: { width: 16 } }],
  ["gradient matching", { method: "dc", bilevel: { realBatch: 8, outerSteps: 2, innerEpochs: 1 } }],
  ["distribution matching", { method: "dm", bilevel: { realBatch: 8 } }],
];

describe("a forecast", { timeout: 120_000 }, () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test.each(recipes)("bounds what a run like %s holds and keeps, not far above it", async (_, changes) => {
    const recipe = tinyRecipe({
      data: { trainPerClass: 16, testPerClass: 10 },
      experts: { count: 1 },
      matching: { iterations: 6 },
      ...changes,
      network: { depth: 2, width: 4, ...changes.network },
    });
    const { memory, storage } = await forecast(recipe);
    const { held, kept } = await mostOf(recipe);
    expect(memory.tensors / held, `${memory.tensors} for ${held} bytes of tensors`).toBeGreaterThan(0.98);
    expect(memory.tensors / held, `${memory.tensors} for ${held} bytes of tensors`).toBeLessThan(1.5);
    expect(storage.run / kept, `${storage.run} for ${kept} bytes of files`).toBeGreaterThan(1);
    expect(storage.run / kept, `${storage.run} for ${kept} bytes of files`).toBeLessThan(1.5);
  });
});
