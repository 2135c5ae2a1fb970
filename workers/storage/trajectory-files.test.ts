import { beforeEach, describe, expect, it } from "vitest";
import type { TrajectoryAbout } from "../engine/experts/trajectory-store";
import { storageFull } from "./files";
import { MemoryFiles } from "./memory-store";
import { TrajectoryFiles, type TrajectoryFilesOptions } from "./trajectory-files";

const weights = (value: number): Float32Array => new Float32Array(100).fill(value);
const about: TrajectoryAbout = { stage: 1, snapshots: 3, bytes: 400, settings: { seed: "1" } };

let files: MemoryFiles;
let clock: number;
let needed: Set<string>;
/** One lock after another, as of all tabs. */
let turn: Promise<unknown>;

beforeEach(() => {
  files = new MemoryFiles();
  clock = 1000;
  needed = new Set();
  turn = Promise.resolve();
});

/** The same files as another worker sees them. */
function open(
  room: number | null = null,
  engine: TrajectoryFilesOptions["engine"] = { tfjs: "1" },
): TrajectoryFiles {
  return new TrajectoryFiles(files, {
    engine,
    room: async () => room,
    needed: async () => needed,
    alone(_name, work) {
      const mine = turn.then(work);
      turn = mine.catch(() => undefined);
      return mine;
    },
    now: () => clock++,
  });
}

async function writeAll(store: TrajectoryFiles, key: string, count = 3): Promise<void> {
  for (let place = 0; place < count; place++) await store.write(key, place, weights(place), about);
}

describe("trajectories on disk", () => {
  it("are found by another run, with the day when they were begun", async () => {
    expect(await open().find("a")).toBeNull();
    await writeAll(open(), "a", 2);
    const other = open();
    expect(await other.find("a")).toEqual({ begun: 1000, places: new Set([0, 1]) });
    expect(await other.read("a", 1)).toEqual(weights(1));
    expect(await other.read("a", 2)).toBeNull();
    // What was cut off is no good to others yet.
    expect(await other.others(1)).toEqual([]);
    await writeAll(open(), "a");
    expect(await other.others(1)).toMatchObject([{ settings: { seed: "1" }, sameEngine: true }]);
    expect(await other.others(2)).toEqual([]);
    expect(await open(null, { tfjs: "2" }).others(1)).toMatchObject([{ sameEngine: false }]);
  });

  it("have a key for everything that decided them, and for what computed", async () => {
    const tree = { pixels: new Uint8Array([1, 2]), rate: 0.1 };
    const key = await open().fingerprint(tree);
    expect(await open().fingerprint({ pixels: new Uint8Array([1, 2]), rate: 0.1 })).toBe(key);
    expect(await open().fingerprint({ ...tree, pixels: new Uint8Array([1, 3]) })).not.toBe(key);
    expect(await open(null, { tfjs: "2" }).fingerprint(tree)).not.toBe(key);
  });

  it("are as good as lost where they are damaged or cut short, and are written anew", async () => {
    const store = open();
    await writeAll(store, "a");
    const path = "buffers/a/1.bin";
    for (const spoil of [
      (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, 70),
      (bytes: Uint8Array<ArrayBuffer>) => bytes.with(bytes.length - 9, 77) as Uint8Array<ArrayBuffer>,
    ]) {
      files.held.set(path, spoil(files.held.get(path)!));
      expect(await store.read("a", 1)).toBeNull();
      await store.write("a", 1, weights(1), about);
      expect(await store.read("a", 1)).toEqual(weights(1));
    }
  });

  it("are never written over where they are whole, whoever writes at the same time", async () => {
    let writes = 0;
    const write = files.write.bind(files);
    files.write = (path, bytes) => {
      if (path.endsWith("0.bin")) writes++;
      return write(path, bytes);
    };
    await Promise.all([open(), open(), open()].map((store) => writeAll(store, "a")));
    expect(writes).toBe(1);
    expect(await open().read("a", 0)).toEqual(weights(0));
  });

  it("make room: those that were not used for longest go, but none that a run needs", async () => {
    for (const key of ["a", "b", "c"]) await writeAll(open(3600), key);
    await open().find("a"); // used again: b is the oldest now
    needed.add("c");
    await writeAll(open(3600), "d");
    expect((await files.list("buffers")).toSorted()).toEqual(["a", "c", "d"]);
    needed.add("a").add("d");
    const last = open(3600);
    await expect(writeAll(last, "e")).rejects.toThrow("full");
    expect((await files.list("buffers")).toSorted()).toEqual(["a", "c", "d"]);
    // A run's own ones do not go for its next ones either.
    needed = new Set();
    const own = open(2400);
    await writeAll(own, "f");
    await writeAll(own, "g");
    await expect(writeAll(own, "h")).rejects.toThrow("full");
    expect((await files.list("buffers")).toSorted()).toEqual(["f", "g"]);
  });

  it("tell what they take, and go at a word, but for those that a run needs", async () => {
    for (const key of ["a", "b"]) await writeAll(open(), key);
    await writeAll(open(), "c", 1);
    needed.add("a");
    expect(await open().use()).toEqual({ count: 3, bytes: 2800, free: 2, freeBytes: 1600 });
    await open().clear();
    expect(await open().use()).toEqual({ count: 1, bytes: 1200, free: 0, freeBytes: 0 });
  });

  it("leave it to the run where nothing more can be written", async () => {
    files.full = storageFull();
    await expect(open().write("a", 0, weights(0), about)).rejects.toMatchObject({ code: "storage-full" });
  });
});
