import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { RunDriver } from "../driver";
import { Run, type RunOptions, type RunSnapshot } from "../engine/run";
import { activate } from "../engine/tensor/backend";
import { nodePlatform } from "../engine/testing/node-platform";
import { finish, outcome, tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import { branchRefusal, endOfStage } from "../protocol/branching";
import { StudioError } from "../protocol/errors";
import type { RunEvent } from "../protocol/events";
import { methodNames, realBatchMethods, trajectoryMethods } from "../protocol/methods/names";
import { validateRecipe } from "../protocol/recipe/settings";
import { withSetting } from "../protocol/recipe/tree";
import { undoMilliseconds } from "../protocol/library";
import { readBundle } from "./bundled-run";
import { storageFull } from "./files";
import { RunKeeper } from "./keeper";
import { exported, exportRun } from "../export-run";
import { keptFile, readKeptFile } from "./kept-file";
import { MemoryFiles, memoryIndex, newEntry } from "./memory-store";
import { RunRecorder } from "./recorder";
import { RunStore } from "./run-store";

const recipe = tinyRecipe();
const options = (emit: RunOptions["emit"]): RunOptions => ({ backend: "wasm", now: () => 0, emit });

let files: MemoryFiles;
let store: RunStore;

beforeAll(() => activate("wasm", nodePlatform));
beforeEach(async () => {
  files = new MemoryFiles();
  store = new RunStore(files, memoryIndex());
  await store.add(newEntry("one", recipe));
});

interface Kept {
  readonly run: Run;
  readonly keeper: RunKeeper;
  readonly events: RunEvent[];
}

/** A run with its keeper; `clock.now` is in milliseconds. */
function keptRun(
  clock: { now: number },
  makeRun: (emit: RunOptions["emit"]) => Run,
  before?: RunRecorder,
): Kept {
  const recorder = before ?? new RunRecorder(null);
  const events: RunEvent[] = [];
  const run = makeRun((event) => recorder.observe(event));
  const keeper = new RunKeeper(
    "one",
    store,
    recorder,
    run,
    vi.fn<() => void>(),
    (event) => void events.push(event),
    () => clock.now,
  );
  return { run, keeper, events };
}

const create = (emit: RunOptions["emit"]): Run => Run.create(recipe, tinyData(recipe), options(emit));

/** Steps so many times and saves. */
async function saveAfter({ run, keeper }: Kept, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) await run.step();
  await keeper.save("running");
}

async function resume(): Promise<Run> {
  const { snapshot, view } = await store.load("one");
  const recorder = new RunRecorder(view.dataset, view);
  return Run.restore(
    snapshot!,
    tinyData(recipe),
    options((event) => recorder.observe(event)),
  );
}

describe("a run that is saved", () => {
  it("goes on from its last checkpoint and ends with the same bits", async () => {
    const whole = await outcome(await finish(create(() => undefined)));
    const kept = keptRun({ now: 0 }, create);
    await saveAfter(kept, 40);
    await saveAfter(kept, 30);
    // Work after the checkpoint is lost, and done again.
    for (let i = 0; i < 10; i++) await kept.run.step();
    await kept.run.dispose();
    expect(await outcome(await finish(await resume()))).toEqual({ ...whole, result: expect.anything() });
    const again = await finish(await resume());
    expect({ ...again.result(), backend: "" }).toEqual({
      ...(whole as { result: object }).result,
      backend: "",
    });
  });

  it("keeps the last good checkpoint through a crash in the middle of writing", async () => {
    const kept = keptRun({ now: 0 }, create);
    await saveAfter(kept, 40);
    const first = await store.load("one");
    for (const bytes of [0, 10, 2000]) {
      files.crashAfter = bytes;
      await saveAfter(kept, 5);
      expect(kept.events.at(-1)).toMatchObject({ kind: "saved", problem: { code: "internal" } });
      expect(await store.load("one")).toEqual(first);
    }
    await saveAfter(kept, 1);
    expect((await store.load("one")).view.points.length).toBeGreaterThanOrEqual(first.view.points.length);
    expect(await store.load("one")).not.toEqual(first);
    await kept.run.dispose();
  });

  it("keeps two checkpoints at most, and one file at the end", async () => {
    const kept = keptRun({ now: 0 }, create);
    for (let i = 0; i < 4; i++) await saveAfter(kept, 10);
    expect(await files.list("runs/one")).toHaveLength(2);
    await finish(kept.run);
    await kept.keeper.save("finished");
    expect(await files.list("runs/one")).toHaveLength(1);
    const { snapshot, set, view } = await store.load("one");
    expect(snapshot).toBeNull();
    expect(set).toEqual(await kept.run.distilled());
    expect(view.images.map(({ stage }) => stage)).toContain(2);
    const [entry] = await store.entries();
    expect(entry).toMatchObject({ state: "finished", resumable: false, progress: 1 });
    expect(entry!.best!.accuracy.values).toHaveLength(2);
    expect(entry!.thumbnail).toMatchObject({ size: 16, count: 8 });
  });

  it("is saved after a stretch of computing, at the end of a stage, and less often where saving is slow", async () => {
    const clock = { now: 0 };
    const { run, keeper } = keptRun(clock, create);
    expect(keeper.due(), "at once").toBe(true);
    await keeper.save("running");
    expect(keeper.due()).toBe(false);
    clock.now = 5000;
    expect(keeper.due()).toBe(true);
    vi.spyOn(store, "save").mockImplementation(async () => void (clock.now += 1000));
    await keeper.save("running");
    clock.now += 15_000;
    expect(keeper.due()).toBe(false);
    clock.now += 5000;
    expect(keeper.due()).toBe(true);
    await keeper.save("running");
    while (!keeper.due()) await run.step();
    expect(run.curves().at(-1)).toMatchObject({ stage: 1, iteration: 4 });
    await run.dispose();
    vi.restoreAllMocks();
  });

  it("says so where the storage is full, and goes on", async () => {
    const clock = { now: 0 };
    const kept = keptRun(clock, create);
    files.full = storageFull();
    await saveAfter(kept, 3);
    expect(kept.events).toEqual([{ kind: "saved", problem: storageFull().toData() }]);
    clock.now = 59_000;
    expect(kept.keeper.due()).toBe(false);
    clock.now = 61_000;
    expect(kept.keeper.due()).toBe(true);
    files.full = null;
    await kept.keeper.save("running");
    expect(kept.events.at(-1)).toEqual({ kind: "saved", problem: null });
    await kept.run.dispose();
  });

  it("is saved by its driver where it is stopped, and can still go on", async () => {
    const { run, keeper } = keptRun({ now: 0 }, create);
    const step = run.step.bind(run);
    const ended: Promise<void>[] = [];
    // Stopped within its first stage, however fast that is.
    vi.spyOn(run, "step").mockImplementation(async () => {
      await step();
      if (run.curves().length > 0) ended.push(driver.stop());
    });
    const driver = new RunDriver(run, () => undefined, keeper);
    await vi.waitFor(() => expect(ended).not.toEqual([]), { timeout: 20_000 });
    await Promise.all(ended);
    expect(driver.now).toBe("stopped");
    expect((await store.entries())[0]).toMatchObject({ state: "stopped", resumable: true });
    const resumed = await finish(await resume());
    const whole = await finish(create(() => undefined));
    expect(await resumed.distilled()).toEqual(await whole.distilled());
  });
});

describe.each(methodNames)("a run of %s", (method) => {
  it("is kept with every bit in the middle of its second stage, and ends with the same", async () => {
    const { recipe: ofMethod } = validateRecipe({
      method,
      seed: 7,
      data: { size: 16, trainPerClass: 12, testPerClass: 4 },
      stages: {
        count: 2,
        ipc: 1,
        transitionEpochs: 1,
        ...(realBatchMethods.includes(method) && { startNetworks: 1 }),
      },
      network: { depth: 2, width: 4 },
      matching: { iterations: 3 },
      evaluation: { networks: 1, epochs: 1, fullDataNetworks: 0 },
      ...(trajectoryMethods.includes(method) && { experts: { count: 1 } }),
      ...(realBatchMethods.includes(method) && { bilevel: { realBatch: 8 } }),
    });
    expect(ofMethod).not.toBeNull();
    const run = Run.create(
      ofMethod!,
      tinyData(ofMethod!),
      options(() => undefined),
    );
    await finish(run, () => run.curves().at(-1)?.stage === 2);
    const state = await run.state();
    const { tree } = await readKeptFile(await keptFile(state));
    expect(tree).toEqual(state);
    const resumed = Run.restore(
      tree as RunSnapshot,
      tinyData(ofMethod!),
      options(() => undefined),
    );
    expect(await outcome(await finish(resumed))).toEqual(await outcome(await finish(run)));
  });
});

describe("a branch", () => {
  it("keeps the stages before, and with the same settings ends with the same bits", async () => {
    const { run, keeper } = keptRun({ now: 0 }, create);
    while (!run.finished) {
      await run.step();
      if (keeper.due()) await keeper.save("running");
    }
    expect((await store.entries())[0]!.branchStages).toEqual([1, 2]);
    const { snapshot } = await store.loadStage("one", 1);
    const go = (other: typeof recipe): Promise<Run> =>
      finish(
        Run.restore(
          { ...snapshot!, recipe: other },
          tinyData(other),
          options(() => undefined),
        ),
      );
    expect(await (await go(recipe)).distilled()).toEqual(await run.distilled());
    const otherwise = tinyRecipe({ matching: { studentSteps: 2 } });
    expect(branchRefusal(recipe, otherwise, endOfStage(1))).toBeNull();
    const [whole, branched] = [await run.distilled(), await (await go(otherwise)).distilled()];
    expect(branched.stages[0]).toEqual(whole.stages[0]);
    expect(branched.stages[1]!.images).not.toEqual(whole.stages[1]!.images);
    // Another length of the stages to come leaves that of the stage kept; seconds go on from the parent's.
    const longer = await go(tinyRecipe({ matching: { iterations: 6 }, stages: { count: 3 } }));
    expect(longer.result().stages.map(({ iterations }) => iterations)).toEqual([4, 6, 6]);
    expect((await longer.distilled()).stages[0]).toEqual(whole.stages[0]);
    const totals: number[] = [];
    const again = Run.restore(
      await longer.state(),
      tinyData(recipe),
      options((event) => {
        if (event.kind === "progress")
          totals.push(...event.parts.filter(({ kind }) => kind === "stage").map(({ total }) => total));
      }),
    );
    expect(totals).toEqual([4, 6, 6]);
    await again.dispose();
    await expect(store.loadStage("one", 3)).rejects.toMatchObject({ code: "no-data" });
  });
});

describe("a run that fails", () => {
  it("writes down what to change, keeps its last good state, and goes on from it with the change", async () => {
    const kept = keptRun({ now: 0 }, create);
    const { run, keeper, events } = kept;
    await saveAfter(kept, 30);
    const step = vi.spyOn(run, "step").mockRejectedValue(new Error("memory access out of bounds"));
    const driver = new RunDriver(run, (event) => void events.push(event), keeper);
    await vi.waitFor(() => expect(driver.now).toBe("failed"), { timeout: 20_000 });
    step.mockRestore();
    await driver.stop();
    const { error } = await store.entry("one");
    expect(error).toMatchObject({ code: "out-of-memory" });
    const [change] = error!.remedy!.changes;
    expect(events.findLast((event) => event.kind === "state")).toMatchObject({ error });
    const { snapshot } = await store.load("one");
    const changed = withSetting(recipe, change!.path, change!.value);
    const resumed = Run.restore(
      { ...snapshot!, recipe: changed },
      tinyData(changed),
      options(() => undefined),
    );
    await finish(resumed);
    expect(resumed.result().stages).toHaveLength(2);
    await resumed.dispose();
  });
});

describe("the library", () => {
  it("hides a deleted run, brings it back, and frees it when it is too late", async () => {
    const kept = keptRun({ now: 0 }, create);
    await saveAfter(kept, 3);
    await kept.run.dispose();
    await store.hide("one");
    expect(await store.entries()).toEqual([]);
    await expect(store.entry("one")).rejects.toMatchObject({ code: "no-data" });
    await store.purge();
    await store.bringBack("one");
    expect(await store.entries()).toHaveLength(1);
    expect((await store.load("one")).snapshot).not.toBeNull();
    await store.hide("one");
    await store.purge(Date.now() + undoMilliseconds);
    await store.bringBack("one");
    expect(await store.entries()).toEqual([]);
    expect(files.held.size).toBe(0);
  });

  it("keeps the data of files once, for as long as a run needs them", async () => {
    const data = tinyData(recipe);
    await store.patch("one", { data: "hash" });
    await store.add({ ...newEntry("two", recipe), data: "hash" });
    await store.keepData("hash", data);
    await store.keepData("hash", { ...data, title: "not written again" });
    expect(await store.data("hash")).toEqual(data);
    expect(await store.data("other")).toBeNull();
    await store.hide("one");
    await store.purge(Date.now() + undoMilliseconds);
    expect(await store.data("hash")).toEqual(data);
    await store.hide("two");
    await store.purge(Date.now() + undoMilliseconds);
    expect(await store.data("hash")).toBeNull();
  });

  it("says what is the matter where nothing was saved, or all of it is damaged", async () => {
    await expect(store.load("one")).rejects.toMatchObject({ code: "no-data" });
    files.held.set("runs/one/a.bin", new Uint8Array(100));
    await expect(store.load("one")).rejects.toMatchObject({ code: "bad-file" });
  });
});

describe("a run bundle", () => {
  async function bundle(): Promise<Uint8Array<ArrayBuffer>> {
    const kept = keptRun({ now: 0 }, create);
    await finish(kept.run);
    await kept.keeper.save("finished");
    const run = exported({ entry: await store.entry("one"), ...(await store.load("one")) });
    return (await exportRun(run, { kind: "bundle" }, { scale: 1, labels: false })).bytes;
  }

  it("is read back with all that can be seen of the run", async () => {
    const kept = await bundle().then((zip) => readBundle("run.zip", zip));
    const { view, set, result } = await store.load("one");
    expect(kept.view).toEqual(view);
    expect(kept.set).toEqual(set);
    expect(kept.result).toEqual(result);
    expect(kept.entry).toMatchObject({ name: "run one", state: "finished", recipe });
  });

  it("is refused in one sentence wherever it is damaged", async () => {
    const zip = await bundle();
    const refusals = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const changed = zip.slice(0, i % 3 === 0 ? Math.floor((zip.length * i) / 60) : zip.length);
      const at = Math.floor((changed.length * ((i * 37) % 60)) / 60);
      if (changed.length > 0) changed[at] = changed[at]! ^ 0x55;
      try {
        await readBundle("run.zip", changed);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(StudioError);
        expect(thrown).toMatchObject({ code: "bad-file" });
        refusals.add((thrown as StudioError).message.split(":")[0]!);
      }
    }
    expect(refusals.size).toBeGreaterThan(1);
    await expect(readBundle("x.zip", new Uint8Array(0))).rejects.toMatchObject({ code: "bad-file" });
  });
});
