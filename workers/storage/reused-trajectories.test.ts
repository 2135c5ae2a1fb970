/** Runs that keep their trajectories: what is reused, lost, damaged or too much for memory changes no bit. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TrajectoryStore } from "../engine/experts/trajectory-store";
import { Run, type RunOptions, type RunSnapshot } from "../engine/run";
import { activate } from "../engine/tensor/backend";
import { memoryUse } from "../engine/tensor/memory";
import { nodePlatform } from "../engine/testing/node-platform";
import { finish, frozenOptions, outcome, tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import type { FoundTrajectories, RunEvent } from "../protocol/events";
import { foundInWords } from "../protocol/found-trajectories";
import type { Recipe, RecipeInput } from "../protocol/recipe/recipe";
import { storageFull } from "./files";
import { MemoryFiles } from "./memory-store";
import { TrajectoryFiles } from "./trajectory-files";

const short: RecipeInput = {
  evaluation: { networks: 1, epochs: 2, fullDataNetworks: 0, randomBaseline: false },
};
const recipe = tinyRecipe(short);

let files: MemoryFiles;
let alone: object;

beforeAll(async () => {
  await activate("wasm", nodePlatform);
  alone = await outcome(await finish(Run.create(recipe, tinyData(recipe), frozenOptions())));
}, 120_000);
beforeEach(() => void (files = new MemoryFiles()));

function open(): TrajectoryFiles {
  return new TrajectoryFiles(files, {
    engine: {},
    room: async () => null,
    needed: async () => new Set(),
    alone: (_name, work) => work(),
    now: () => Date.UTC(2026, 10, 20, 12),
  });
}

interface Watched {
  readonly options: RunOptions;
  /** What was last told of a part. */
  found(part: string): FoundTrajectories | undefined;
  /** Units done of a part, each time that it was told. */
  readonly done: Map<string, number[]>;
}

function watched(more: Partial<RunOptions> = {}): Watched {
  const found = new Map<string, FoundTrajectories>();
  const done = new Map<string, number[]>();
  const emit = (event: RunEvent): void => {
    if (event.kind !== "progress") return;
    for (const part of event.parts) {
      if (part.found) found.set(part.id, part.found);
      done.set(part.id, [...(done.get(part.id) ?? []), part.done]);
    }
  };
  return {
    options: { ...frozenOptions(emit), store: open(), ...more },
    found: (part) => found.get(part),
    done,
  };
}

const create = (options: RunOptions, of: Recipe = recipe): Run => Run.create(of, tinyData(of), options);

/** What a run leaves, to its end; with the work of its store done, too. */
async function ended(run: Run): Promise<object> {
  const left = await outcome(await finish(run));
  await run.dispose();
  return left;
}

describe("a run whose trajectories are kept", { timeout: 120_000 }, () => {
  it("leaves them to the next one of the same recipe, which trains none and ends with the same bits", async () => {
    const before = memoryUse();
    const first = watched();
    expect(await ended(create(first.options))).toEqual(alone);
    expect(first.found("experts")).toMatchObject({ reused: 0, total: 2, why: null });
    expect(foundInWords(first.found("experts")!)).toBeNull();

    const second = watched();
    expect(await ended(create(second.options))).toEqual(alone);
    for (const part of ["experts", "transition-1"]) {
      expect(second.found(part)).toEqual({
        reused: 2,
        total: 2,
        since: Date.UTC(2026, 10, 20, 12),
        why: null,
      });
      // From nothing to everything.
      expect(new Set(second.done.get(part))).toEqual(new Set([0, second.done.get(part)!.at(-1)!]));
    }
    expect(foundInWords(second.found("experts")!)).toMatch(/^all 2 reused from .*2026/);
    expect(memoryUse()).toEqual(before);
  });

  it("leaves what it had when it was cut off", async () => {
    const cut = create(watched().options);
    let steps = 0;
    await finish(cut, () => steps++ >= 4);
    await cut.dispose();
    const kept = (await Promise.all((await files.list("buffers")).map((key) => open().find(key))))[0]!;
    expect(kept.places.size).toBeGreaterThan(0);
    expect(await ended(create(watched().options))).toEqual(alone);
  });

  it("says which setting is another where those that are kept are no good", async () => {
    await finish(create(watched().options), () => false);
    const other = tinyRecipe({ ...short, experts: { learningRate: 0.03 } });
    const next = watched();
    const run = create(next.options, other);
    await finish(run, () => Boolean(next.found("experts")));
    await run.dispose();
    expect(foundInWords(next.found("experts")!)).toBe(
      "trained anew: unlike in those that are kept, Learning rate on real data is 0.03, not 0.02",
    );
  });

  it("blames nothing where there are only too few of the same", async () => {
    await ended(create(watched().options));
    const next = watched();
    const run = create(next.options, tinyRecipe({ ...short, experts: { count: 3 } }));
    await finish(run, () => Boolean(next.found("experts")));
    await run.dispose();
    expect(foundInWords(next.found("experts")!)).toMatch(
      /^2 of 3 reused from .*2026.*; the others trained anew$/,
    );
  });

  it.each([10, 70])("goes on from a checkpoint at step %i though somebody cleared them", async (steps) => {
    let count = 0;
    const run = await finish(create(watched().options), () => count++ >= steps);
    const snapshot = await run.state();
    await run.dispose();
    expect(snapshot.trajectories!.length).toBeGreaterThan(0);
    await open().clear();
    expect(files.held.size).toBe(0);
    const again = watched();
    expect(
      await ended(Run.restore({ ...snapshot, unstored: new Map() }, tinyData(recipe), again.options)),
    ).toEqual(alone);
    const noted = ["experts", "transition-1"].map((part) => again.found(part)?.why);
    if (steps === 70)
      expect(noted).toContainEqual(expect.stringMatching(/^number \d was cleared or damaged/));
  });

  it("makes again what was damaged, and says so", async () => {
    // None fits into memory: all are read when they are asked for.
    const spoilt = watched({ trajectoryBudget: 0 });
    const run = create(spoilt.options);
    await finish(run, () => run.curves().length === 1);
    while ((await run.state()).unstored!.size > 0) await new Promise((next) => setImmediate(next));
    for (const [path, file] of files.held) {
      if (/\d\.bin$/.test(path)) files.held.set(path, file.slice(0, file.length - 40));
    }
    expect(await ended(run)).toEqual(alone);
    expect(foundInWords(spoilt.found("experts")!)).toMatch(
      /^trained anew: number \d was cleared or damaged meanwhile/,
    );
  });

  it("keeps them in memory, and in its checkpoints, where storage is full", async () => {
    files.full = storageFull();
    let count = 0;
    const run = await finish(create(watched({ trajectoryBudget: 0 }).options), () => count++ >= 70);
    const snapshot = await run.state();
    expect(await ended(run)).toEqual(alone);
    expect(snapshot.unstored!.size).toBeGreaterThan(0);
    expect(await ended(Run.restore(snapshot, tinyData(recipe), watched().options))).toEqual(alone);
  });

  it("goes on from a checkpoint of an older studio, which held the weights themselves", async () => {
    let count = 0;
    const run = await finish(create(frozenOptions()), () => count++ >= 70);
    const { trajectories: _, unstored, made, ...rest } = await run.state();
    await run.dispose();
    const { found: __, ...old } = made;
    const of = (key: string): Float32Array[] =>
      [...unstored!].flatMap(([id, weights]) => (id.startsWith(`${key}/`) ? [weights] : []));
    const buffer = made.buffer.map((entry) => of(entry!.key));
    expect(buffer[0]!.length).toBeGreaterThan(1);
    const snapshot = { ...rest, made: { ...old, buffer } } as unknown as RunSnapshot;
    expect(await ended(Run.restore(snapshot, tinyData(recipe), watched().options))).toEqual(alone);
  });

  it("holds as much of them in memory with many experts as with few", async () => {
    /** The most bytes that a run holds of them, and of one snapshot. */
    async function most(count: number): Promise<{ most: number; one: number }> {
      const writing = new Set<Promise<void>>();
      const inner = open();
      let one = 0;
      const store: TrajectoryStore = {
        fingerprint: (tree) => inner.fingerprint(tree),
        find: (key) => inner.find(key),
        read: (key, place) => inner.read(key, place),
        others: (stage) => inner.others(stage),
        write(key, place, weights, about) {
          one = weights.byteLength;
          const write = inner.write(key, place, weights, about).finally(() => writing.delete(write));
          writing.add(write);
          return write;
        },
      };
      const many = tinyRecipe({ ...short, experts: { count } });
      const run = create({ ...frozenOptions(), store, trajectoryBudget: 20_000 }, many);
      let highest = 0;
      while (!run.finished) {
        await run.step();
        highest = Math.max(highest, run.trajectoryBytes);
        // The store keeps up.
        while (writing.size > 0) await Promise.all(writing);
        await new Promise((next) => setImmediate(next));
      }
      await run.dispose();
      return { most: highest, one };
    }
    const few = await most(2);
    files = new MemoryFiles();
    const many = await most(6);
    expect(few.one).toBeGreaterThan(1000);
    expect(6 * 3 * many.one).toBeGreaterThan(2 * many.most);
    expect(many.most).toBeLessThanOrEqual(20_000 + 2 * many.one);
    expect(many.most).toBeLessThanOrEqual(few.most + many.one);
  });
});

describe("what trajectories are known by", { timeout: 120_000 }, () => {
  async function keysOf(changes: RecipeInput, more: Partial<RunOptions> = {}): Promise<readonly string[]> {
    const sections = Object.keys({ ...short, ...changes }) as (keyof RecipeInput)[];
    const merged = Object.fromEntries(
      sections.map((section) => {
        const [a, b] = [short[section], changes[section]];
        return [section, typeof a === "object" && typeof b === "object" ? { ...a, ...b } : (b ?? a)];
      }),
    );
    const other = tinyRecipe(merged as RecipeInput);
    const run = create({ ...frozenOptions(), store: open(), ...more }, other);
    let keys: readonly string[] = [];
    while (keys.length === 0) {
      await run.step();
      keys = (await run.state()).trajectories!;
    }
    await run.dispose();
    return keys;
  }

  it.each<[string, RecipeInput]>([
    ["the seed", { seed: 8 }],
    ["the images", { data: { trainPerClass: 11 } }],
    ["the size of the images", { data: { size: 32 } }],
    ["the width", { network: { width: 5 } }],
    ["the norm", { network: { norm: "none" } }],
    ["the rate", { experts: { learningRate: 0.021 } }],
    ["the batch size", { experts: { batchSize: 31 } }],
    ["the epochs", { matching: { maxStartEpoch: 3 } }],
    ["the augmentation", { augmentation: { groups: ["flip"] } }],
    ["steps towards flat minima", { method: "ftd", experts: { flatRadius: 0.01 } }],
    ["the schedule by difficulty", { alignment: { byDifficulty: true, scoreNetworks: 1, scoreEpochs: 1 } }],
    ["images held out", { data: { heldOut: 0.25 }, evaluation: { selection: "held-out" } }],
  ])("changes with %s", async (_, changes) => {
    const [one] = await keysOf({});
    expect((await keysOf(changes))[0]).not.toBe(one);
  });

  it("changes with the back end", async () => {
    expect((await keysOf({}, { backend: "other" }))[0]).not.toBe((await keysOf({}))[0]);
  });

  it("stays where only what comes later changes, and has room for more experts", async () => {
    const own = await keysOf({});
    const later: RecipeInput = {
      matching: { iterations: 9, studentSteps: 2, imageLearningRate: 7 },
      stages: { count: 3, transitionEpochs: 9 },
      evaluation: { epochs: 7 },
      data: { testPerClass: 3 },
    };
    expect(await keysOf(later)).toEqual(own);
    const more = await keysOf({ experts: { count: 4 } });
    expect(more).toHaveLength(4);
    expect(more).toEqual(expect.arrayContaining([...own]));
  });
});
