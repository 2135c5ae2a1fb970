import { describe, expect, test } from "vitest";
import { Trajectories } from "./trajectories";
import type { TrajectoryAbout, TrajectoryStore } from "./trajectory-store";

const bytes = 400;
const weights = (value: number): Float32Array => new Float32Array(bytes / 4).fill(value);
const about = (): TrajectoryAbout => ({ stage: 1, snapshots: 9, bytes, settings: {} });

/** A store that counts what is read of it, and takes nothing while it is full. */
class CountingStore implements TrajectoryStore {
  readonly files = new Map<string, Float32Array>();
  readonly reads: string[] = [];
  full = false;

  fingerprint(tree: unknown): Promise<string> {
    return Promise.resolve(JSON.stringify(tree));
  }
  async find(key: string) {
    const own = [...this.files.keys()].filter((id) => id.startsWith(`${key}/`));
    if (own.length === 0) return null;
    return { begun: 5, places: new Set(own.map((id) => Number(id.split("/")[1]))) };
  }
  async read(key: string, place: number): Promise<Float32Array | null> {
    this.reads.push(`${key}/${place}`);
    return this.files.get(`${key}/${place}`) ?? null;
  }
  async write(key: string, place: number, given: Float32Array): Promise<void> {
    if (this.full) throw new Error("no room");
    this.files.set(`${key}/${place}`, given);
  }
  others(): Promise<[]> {
    return Promise.resolve([]);
  }
}

describe("trajectories with a store", () => {
  test("hold no more in memory than the budget, however many there are, and read the rest again", async () => {
    const store = new CountingStore();
    const held = new Trajectories("cpu", store, 3 * bytes);
    let most = 0;
    for (let expert = 0; expert < 4; expert++) {
      for (let place = 0; place < 9; place++) {
        held.add(`e${expert}`, place, weights(10 * expert + place), about);
        await held.settled();
        most = Math.max(most, held.bytes);
      }
    }
    // One beside the budget may be on its way.
    expect(most).toBeLessThanOrEqual(4 * bytes);
    for (let expert = 0; expert < 4; expert++) {
      for (let place = 0; place < 9; place++) {
        expect((await held.read(`e${expert}`, place))![0]).toBe(10 * expert + place);
        expect(held.bytes).toBeLessThanOrEqual(3 * bytes);
      }
    }
    expect(held.unstored().size).toBe(0);
  });

  test("keep what was asked for last, and read once what is asked for twice at once", async () => {
    const store = new CountingStore();
    const held = new Trajectories("cpu", store, 2 * bytes);
    for (let place = 0; place < 3; place++) held.add("a", place, weights(place), about);
    await held.settled();
    held.prefetch("a", 0);
    const [one, two] = await Promise.all([held.read("a", 0), held.read("a", 0)]);
    expect(one).toBe(two);
    await held.read("a", 2);
    expect(store.reads).toEqual(["a/0"]);
    await held.read("a", 1); // 0 goes
    await held.read("a", 2);
    await held.read("a", 0);
    expect(store.reads).toEqual(["a/0", "a/1", "a/0"]);
  });

  test("stay in memory beyond the budget while the store is full, and count with what it has", async () => {
    const store = new CountingStore();
    const held = new Trajectories("cpu", store, bytes);
    held.add("a", 0, weights(0), about);
    await held.settled();
    store.full = true;
    for (let place = 1; place < 4; place++) held.add("a", place, weights(place), about);
    await held.settled();
    expect([...held.unstored().keys()]).toEqual(["a/1", "a/2", "a/3"]);
    expect(await held.known("a")).toEqual({ count: 4, begun: 5 });
    expect((await held.read("a", 2))![0]).toBe(2);

    // A checkpoint carries them over.
    const again = new Trajectories("cpu", store, bytes);
    again.adopt(held.keys, held.unstored());
    expect((await again.known("a")).count).toBe(4);
    expect((await again.read("a", 3))![0]).toBe(3);
    again.retain([]);
    expect([again.bytes, again.keys]).toEqual([0, []]);
  });

  test("are nowhere where the store has lost them, and another back end has none of them", async () => {
    const store = new CountingStore();
    const held = new Trajectories("cpu", store, 0);
    held.add("a", 0, weights(0), about);
    held.add("a", 1, weights(1), about);
    await held.settled();
    await held.read("a", 1);
    store.files.delete("a/0");
    expect(await held.read("a", 0)).toBeNull();
    expect((await held.known("a")).count).toBe(0);
    expect(await held.fingerprint("x")).not.toBe(await new Trajectories("wasm", store).fingerprint("x"));
  });
});

test("without a store trajectories stay until the run needs them no more", async () => {
  const held = new Trajectories("cpu", null, bytes);
  for (const key of ["a", "b"])
    for (let place = 0; place < 5; place++) held.add(key, place, weights(place), about);
  expect(held.bytes).toBe(10 * bytes);
  expect(await held.known("b")).toEqual({ count: 5, begun: null });
  expect(await held.fingerprint("x")).toBeNull();
  held.retain(["b"]);
  expect(held.bytes).toBe(5 * bytes);
  expect(await held.read("a", 0)).toBeNull();
  expect((await held.read("b", 4))![0]).toBe(4);
});
