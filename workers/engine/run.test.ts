import { beforeAll, describe, expect, test } from "vitest";
import { nodePlatform } from "./testing/node-platform";
import type { BackendName } from "../protocol/api";
import type { RunEvent } from "../protocol/events";
import type { ShardExecutor } from "./nets/sharded";
import { Run } from "./run";
import { activate } from "./tensor/backend";
import { heapBytes } from "./tensor/measuring";
import { memoryUse } from "./tensor/memory";
import { finish, frozenOptions, leftAfter, outcome, tinyData, tinyRecipe, tinyRun } from "./testing/tiny-run";

const backends: readonly BackendName[] = ["wasm", "cpu"];

describe.each(backends)("a run on %s", { timeout: 180_000 }, (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  test("goes through its parts in order and reports what it found", async () => {
    const events: RunEvent[] = [];
    const run = await finish(tinyRun(tinyRecipe(), (event) => events.push(event)));
    const last = events.findLast((event) => event.kind === "progress")!;
    expect(last.parts.map(({ id, state, done, total }) => [id, state, done === total])).toEqual(
      ["experts", "stage-1", "evaluation-1", "transition-1", "stage-2", "evaluation-2", "full-data"].map(
        (id) => [id, "done", true],
      ),
    );
    const result = run.result();
    expect(result.stages.map(({ stage, iterations }) => [stage, iterations])).toEqual([
      [1, 4],
      [2, 4],
    ]);
    expect(result.evaluation).toHaveLength(1);
    expect(result.evaluation[0]!.byStage.map(({ totalIpc }) => totalIpc)).toEqual([1, 2]);
    expect(result.evaluation[0]!.accuracy.values).toHaveLength(2);
    expect(result.baselines.random!.totalIpc).toBe(2);
    expect(result.baselines.fullData!.accuracy.values).toHaveLength(1);
    expect(Object.keys(result.stages[0]!.layers)).toContain("classifier.weight");
  });

  test("gives the same bits for the same recipe and seed, and others for another seed", async () => {
    const one = await outcome(await finish(tinyRun(tinyRecipe())));
    expect(await outcome(await finish(tinyRun(tinyRecipe())))).toEqual(one);
    const other = await outcome(await finish(tinyRun(tinyRecipe({ seed: 8 }))));
    expect(other).not.toEqual(one);
  });

  // Steps at which the snapshot is taken: within experts, an iteration, an evaluation, the transition, the second stage.
  test.each(backend === "cpu" ? [25] : [3, 25, 60, 110, 130])(
    "goes on after a snapshot at step %i as if nothing had happened",
    async (steps) => {
      const recipe = tinyRecipe();
      const whole = await outcome(await finish(tinyRun(recipe)));
      const snapshot = await leftAfter(steps, tinyRun(recipe));
      const resumed = Run.restore(snapshot, tinyData(recipe), frozenOptions());
      expect(await outcome(await finish(resumed))).toEqual(whole);
    },
  );

  test("never writes the images of a finished stage again", async () => {
    const run = tinyRun(tinyRecipe({ stages: { count: 3 } }));
    await finish(run, () => run.curves().length > 4); // stage 1 is over, stage 2 under way
    const first = (await run.distilled()).stages[0]!.images.slice();
    await finish(run);
    expect((await run.distilled()).stages[0]!.images).toEqual(first);
  });

  test("leaves no tensor behind, whether it ends or is ended", async () => {
    const before = memoryUse();
    await finish(tinyRun(tinyRecipe({ evaluation: { otherSchedules: ["union", "sequential"] } })));
    expect(memoryUse()).toEqual(before);
    for (const steps of backend === "cpu" ? [40] : [5, 40, 90, 130]) {
      let count = 0;
      const run = await finish(tinyRun(tinyRecipe()), () => count++ >= steps);
      await run.dispose();
      expect(memoryUse()).toEqual(before);
    }
  });
});

describe("a run on wasm", () => {
  beforeAll(() => activate("wasm", nodePlatform));

  test("keeps the number of tensors, their bytes and the heap constant over 200 iterations", async () => {
    const recipe = tinyRecipe({
      stages: { count: 1 },
      matching: { iterations: 230 },
      evaluation: { randomBaseline: false },
    });
    const seen: { tensors: number; bytes: number; heap: number | null }[] = [];
    const run = tinyRun(recipe, (event) => {
      if (event.kind === "curve") seen.push({ ...memoryUse(), heap: heapBytes() });
    });
    await finish(run, () => seen.length >= 230);
    await run.dispose();
    expect(seen.slice(30).every((use) => use.tensors === seen[29]!.tensors)).toBe(true);
    expect(seen.slice(30).every((use) => use.bytes === seen[29]!.bytes)).toBe(true);
    expect(seen.at(-1)!.heap).toBe(seen[29]!.heap);
  });

  test("plans no transition where it is switched off, and the other schedules where they are asked for", async () => {
    const ids = async (changes: Parameters<typeof tinyRecipe>[0]): Promise<string[]> => {
      const events: RunEvent[] = [];
      tinyRun(tinyRecipe(changes), (event) => events.push(event));
      return events.flatMap((event) => (event.kind === "progress" ? event.parts.map(({ id }) => id) : []));
    };
    expect(await ids({ stages: { transition: false } })).not.toContain("transition-1");
    expect(await ids({ evaluation: { otherSchedules: ["union"], fullDataNetworks: 0 } })).toEqual([
      "experts",
      "stage-1",
      "evaluation-1",
      "transition-1",
      "stage-2",
      "evaluation-2",
      "schedules",
    ]);
  });

  test("conditioning and transition each change what is distilled in the second stage, not in the first", async () => {
    const images = async (stages: object): Promise<Float32Array[]> => {
      const run = await finish(tinyRun(tinyRecipe({ stages, evaluation: { fullDataNetworks: 0 } })));
      return (await run.distilled()).stages.map((stage) => stage.images);
    };
    const [full, unconditioned, untransitioned] = [
      await images({}),
      await images({ conditioning: false }),
      await images({ transition: false }),
    ];
    expect(unconditioned[0]).toEqual(full[0]);
    expect(untransitioned[0]).toEqual(full[0]);
    expect(unconditioned[1]).not.toEqual(full[1]);
    expect(untransitioned[1]).not.toEqual(full[1]);
  });

  test("keeps the best candidate on held-out images, which no expert sees", async () => {
    const recipe = tinyRecipe({
      data: { heldOut: 0.25 },
      matching: { iterations: 6 },
      evaluation: { selection: "held-out", selectionEvery: 2 },
    });
    const events: RunEvent[] = [];
    const run = await finish(tinyRun(recipe, (event) => events.push(event)));
    for (const stage of run.result().stages) expect([2, 4, 6]).toContain(stage.selectedIteration);
    const described = events.find((event) => event.kind === "described")!;
    expect(described.description.trainCount).toBe(10 * 9);
    expect(described.description.protocol).toContain("30 held-out");
  });

  test("stops where the learned learning rate explodes, and says what to change", async () => {
    const recipe = tinyRecipe({ matching: { learningRateRate: 1 } });
    const run = tinyRun(recipe);
    await expect(finish(run)).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringMatching(/^The learned learning rate β of stage 1 rose to/) as string,
      remedy: { changes: [{ path: "matching.learningRateRate", value: 1e-4 }] },
    });
    await run.dispose();
    expect((await run.distilled()).stages[0]!.images.every(Number.isFinite)).toBe(true);
  });

  test("says so when the loss diverges, and keeps the images before", async () => {
    const recipe = tinyRecipe();
    const run = tinyRun(recipe);
    await finish(run, () => run.curves().length === 2);
    const snapshot = await run.state();
    const good = (await run.distilled()).stages[0]!.images;
    await run.dispose();
    const unstored = new Map(
      [...snapshot.unstored!].map(([id, weights]) => [id, weights.map(() => NaN)] as const),
    );
    const resumed = Run.restore({ ...snapshot, unstored }, tinyData(recipe), frozenOptions());
    await expect(finish(resumed)).rejects.toMatchObject({
      code: "diverged",
      message: "The matching loss of stage 1 diverged in iteration 3.",
    });
    await resumed.dispose();
    expect((await resumed.distilled()).stages[0]!.images).toEqual(good);
  });

  test("ends its executor where it cannot be made", () => {
    const { size, ...data } = tinyRecipe().data;
    const recipe = { ...tinyRecipe(), data: { ...data, size: size - 1 } };
    let ended = 0;
    const executor = { dispose: () => void ended++ } as ShardExecutor;
    const options = { ...frozenOptions(), executor };
    expect(() => Run.create(recipe, tinyData(tinyRecipe()), options)).toThrow("cannot be averaged");
    expect(ended).toBe(1);
  });

  test("goes on with the curves of a very long run", async () => {
    const recipe = tinyRecipe();
    const run = tinyRun(recipe);
    await finish(run, () => run.curves().length === 1);
    const snapshot = await run.state();
    await run.dispose();
    const curves = Array.from({ length: 300_000 }, () => snapshot.curves[0]!);
    const resumed = Run.restore({ ...snapshot, curves }, tinyData(recipe), frozenOptions());
    expect(resumed.curves()).toHaveLength(300_000);
    await resumed.dispose();
  });
});
