import { Worker } from "node:worker_threads";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { BackendName } from "../../protocol/api";
import type { RunEvent } from "../../protocol/events";
import { prepareDataset } from "../data/prepare";
import { Run, type RunOptions } from "../run";
import { netOptions } from "../run-networks";
import { activate } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { nodePlatform } from "../testing/node-platform";
import { finish, frozenOptions, outcome, tinyData, tinyRecipe } from "../testing/tiny-run";
import type { Job } from "./job";
import type { FromThread, JobThreads } from "./messages";
import { pooledRunner } from "./pool";
import { localRunner, type JobTask } from "./runner";
import { jobWorld } from "./world";

/** Threads of Node, as the command line starts them, that can be watched and killed. */
class Threads implements JobThreads {
  readonly workers: Worker[] = [];
  readonly heard: FromThread[] = [];
  /** Those that have ended. */
  ended = 0;

  constructor(
    readonly count: number,
    readonly backend: BackendName,
    private readonly broken = false,
  ) {}

  start(onMessage: (message: FromThread) => void, onDeath: () => void) {
    const worker = new Worker(new URL("../../../cli/job-thread-entry.mjs", import.meta.url), {
      workerData: { wasm: this.broken ? "/nowhere/" : nodePlatform.wasm },
      stderr: this.broken,
    });
    this.workers.push(worker);
    worker.on("message", (message: FromThread) => {
      this.heard.push(message);
      onMessage(message);
    });
    worker.on("error", () => {});
    worker.once("exit", () => {
      this.ended++;
      onDeath();
    });
    return {
      post: (message: unknown) => worker.postMessage(message),
      terminate: () => void worker.terminate(),
    };
  }

  everySecond(look: () => void) {
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }

  /** Resolves when all threads that were started have ended. */
  async gone(): Promise<void> {
    while (this.ended < this.workers.length) await new Promise((next) => setTimeout(next, 5));
  }
}

const recipe = tinyRecipe({
  experts: { count: 3 },
  evaluation: { otherSchedules: ["union", "sequential"], selection: "test", selectionEvery: 2 },
});

let opened: Threads[] = [];

function withThreads(count: number, backend: BackendName = "wasm", broken = false): Threads {
  const threads = new Threads(count, backend, broken);
  opened.push(threads);
  return threads;
}

function start(threads: JobThreads | null, emit?: (event: RunEvent) => void): Run {
  const options: RunOptions = { ...frozenOptions(emit), threads };
  return Run.create(recipe, tinyData(recipe), options);
}

/** Lets what threads have sent arrive. */
const turn = (): Promise<void> => new Promise((next) => setTimeout(next, 1));

afterEach(async () => {
  await Promise.all(opened.flatMap(({ workers }) => workers.map((worker) => worker.terminate())));
  opened = [];
});

describe("a run with threads", { timeout: 120_000 }, () => {
  let alone: object;
  let before: object;
  const events: RunEvent[] = [];

  beforeAll(async () => {
    await activate("wasm", nodePlatform);
    before = memoryUse();
    alone = await outcome(await finish(start(null, (event) => events.push(event))));
  });

  test("gives the same bits as one thread, reports in the same order, and leaves nothing behind", async () => {
    const threads = withThreads(2);
    const here: RunEvent[] = [];
    const run = await finish(start(threads, (event) => here.push(event)));
    expect(await outcome(run)).toEqual(alone);
    const accuracies = (all: readonly RunEvent[]) => all.filter(({ kind }) => kind === "accuracy");
    expect(accuracies(here)).toEqual(accuracies(events));
    expect(threads.workers).toHaveLength(2);
    const last = here.findLast((event) => event.kind === "progress")!;
    expect(last.parts.every(({ state, done, total }) => state === "done" && done === total)).toBe(true);
    await run.dispose();
    await threads.gone();
    expect(memoryUse()).toEqual(before);
    const held = threads.heard.flatMap((one) => (one.kind === "done" ? [one.tensors] : []));
    expect(new Set(held)).toEqual(new Set([0]));
  });

  test("begins to distil while the last experts are still being trained", async () => {
    const threads = withThreads(2);
    const states = new Set<string>();
    const run = start(threads, (event) => {
      if (event.kind !== "progress") return;
      const running = event.parts.filter(({ state }) => state === "running");
      states.add(running.map(({ id }) => id).join(" + "));
    });
    await finish(run);
    expect(states).toContain("experts + stage-1");
    expect(await outcome(run)).toEqual(alone);
    await run.dispose();
  });

  test.each([2, 9, 20, 61])(
    "goes on after a snapshot at step %i as if nothing had happened",
    async (steps) => {
      const threads = withThreads(2);
      let count = 0;
      const run = await finish(start(threads), () => count++ >= steps);
      const snapshot = await run.state();
      await run.dispose();
      // With threads or without.
      const again = steps % 2 === 0 ? withThreads(2) : null;
      const resumed = Run.restore(snapshot, tinyData(recipe), { ...frozenOptions(), threads: again });
      expect(await outcome(await finish(resumed))).toEqual(alone);
      await resumed.dispose();
      expect(memoryUse()).toEqual(before);
    },
  );

  test("can be ended at any time, and nothing goes on", async () => {
    for (const steps of [1, 6, 30]) {
      const threads = withThreads(2);
      let count = 0;
      const run = await finish(start(threads), () => count++ >= steps);
      run.rest();
      await turn();
      await run.dispose();
      await threads.gone();
      expect(memoryUse()).toEqual(before);
      const held = threads.heard.flatMap((one) => (one.kind === "ended" ? [one.tensors] : []));
      expect(held.every((tensors) => tensors === 0)).toBe(true);
    }
  });

  test("rests while nobody asks it to go on", async () => {
    const threads = withThreads(2);
    const run = await finish(start(threads), () => threads.heard.length > 0);
    run.rest();
    // What a thread was at it completes, which takes as long as the machine lets it.
    let length: number;
    do {
      ({ length } = threads.heard);
      await new Promise((next) => setTimeout(next, 300));
    } while (threads.heard.length > length);
    await new Promise((next) => setTimeout(next, 300));
    expect(threads.heard).toHaveLength(length);
    expect(await outcome(await finish(run))).toEqual(alone);
    await run.dispose();
  });

  test.each([1, 2])("survives the death of %i of its 2 threads", async (deaths) => {
    const threads = withThreads(2);
    const run = start(threads);
    await finish(run, () => threads.heard.some(({ kind }) => kind === "epoch"));
    await Promise.all(threads.workers.slice(0, deaths).map((worker) => worker.terminate()));
    expect(await outcome(await finish(run))).toEqual(alone);
    await run.dispose();
    expect(memoryUse()).toEqual(before);
  });

  test("does everything here where no thread can be used", async () => {
    const threads = withThreads(2, "wasm", true);
    const run = await finish(start(threads));
    expect(await outcome(run)).toEqual(alone);
    await run.dispose();
    expect(memoryUse()).toEqual(before);
  });

  test("fails where what a thread has made is refused", async () => {
    const dataset = tinyData(recipe);
    const { size, trainPerClass, testPerClass } = recipe.data;
    const data = prepareDataset(dataset, { size, trainPerClass, testPerClass, heldOut: 0, seed: 1 });
    const network = netOptions(recipe, dataset);
    const local = localRunner(jobWorld(data, network, "wasm"));
    const runner = pooledRunner(withThreads(2), { network, data: () => data, local });
    const job: Job = {
      network: null,
      seed: 1,
      from: { stream: "refused" },
      legs: [
        {
          images: { kind: "real", rows: null },
          options: { momentum: 0, weightDecay: 0, batchSize: 32, groups: [] },
          rates: [0.1],
          label: "refused",
          firstEpoch: 1,
          keep: true,
        },
      ],
      wantState: false,
    };
    const task: JobTask = {
      make: () => Promise.resolve(job),
      onEpoch({ passes }) {
        if (passes === 1) throw new Error("no good");
      },
      onDone() {},
    };
    const run = runner.run([task, task]);
    const toItsEnd = async (): Promise<void> => {
      while (!(await run.next()).done);
    };
    await expect(toItsEnd()).rejects.toThrow("no good");
    runner.dispose();
  });

  test("starts no thread where there may be one only", async () => {
    const threads = withThreads(1);
    const run = await finish(start(threads));
    expect(await outcome(run)).toEqual(alone);
    expect(threads.workers).toHaveLength(0);
  });
});
