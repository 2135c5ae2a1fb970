/** Data sets of several files: fetched one after the other, paused, taken up by a new tab, kept and removed. */
import { beforeEach, expect, it } from "vitest";
import { mostDataBytes } from "../protocol/data";
import type { FetchProgress, WantedFile } from "../protocol/fetching";
import { FakeServer, fakeTools, MemoryParts, memoryIndex, someBytes } from "./fake-server";
import { FetchedSets, type SetTools } from "./fetched-sets";
import type { SetIndex } from "./set-index";

let server: FakeServer;
let parts: MemoryParts;
let index: SetIndex;
let told: FetchProgress[];

beforeEach(() => {
  server = new FakeServer(someBytes(1000));
  parts = new MemoryParts();
  index = memoryIndex();
  told = [];
});

const wanted = (count: number, size: number | null = null): WantedFile[] =>
  Array.from({ length: count }, (_, place) => ({
    address: `https://data.example/${place}.parquet`,
    path: `train/${place}.parquet`,
    size,
    sha256: null,
  }));

/** What a tab has of them. */
const tab = (change: Partial<SetTools> = {}): FetchedSets =>
  new FetchedSets(index, parts, fakeTools(server.fetch, change));

const run = (sets: FetchedSets, id: string): Promise<boolean> =>
  sets.run(id, (progress) => told.push(progress));

/** Pauses as soon as so many bytes of the set are there. */
function pauseAt(sets: FetchedSets, id: string, bytes: number): void {
  server.beforePiece = async () => {
    const [set] = await sets.list();
    if (set!.bytes >= bytes) void sets.pause(id);
  };
}

it("all files come, with progress over all of them, and can be had as if they were chosen", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(3, 1000), 5);
  expect(server.asked).toEqual([]);
  expect(await run(sets, id)).toBe(true);
  expect(told.at(-1)).toMatchObject({ bytes: 3000, total: 3000, note: null });
  expect(told.map(({ bytes }) => bytes)).toEqual(told.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
  expect(told.some(({ perSecond }) => perSecond !== null && perSecond > 0)).toBe(true);
  const files = await sets.files(id);
  expect(files.map(({ path }) => path)).toEqual(["train/0.parquet", "train/1.parquet", "train/2.parquet"]);
  expect(new Uint8Array(await files[2]!.file.arrayBuffer())).toEqual(server.bytes);
  expect((await sets.list())[0]).toMatchObject({ id, bytes: 3000, total: 3000, held: false, problem: null });
  // A second time nobody is asked.
  const before = server.asked.length;
  expect(await run(sets, id)).toBe(true);
  expect(server.asked).toHaveLength(before);
});

it("paused in the middle, a later tab goes on", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(3), 5);
  pauseAt(sets, id, 1400);
  expect(await run(sets, id)).toBe(false);
  const [paused] = await sets.list();
  expect(paused).toMatchObject({ bytes: 1400, total: null, problem: null, held: false });
  expect(paused!.files.map(({ done }) => done)).toEqual([true, false, false]);
  await expect(sets.files(id)).rejects.toThrow("flowers has not come as a whole yet.");

  server.beforePiece = () => undefined;
  const later = tab();
  expect(await run(later, id)).toBe(true);
  expect(server.asked.map(({ address, range }) => `${new URL(address).pathname[1]} ${range}`)).toEqual([
    "0 bytes=0-",
    "1 bytes=0-",
    "1 bytes=400-",
    "2 bytes=0-",
  ]);
  expect((await later.files(id)).map(({ file }) => file.size)).toEqual([1000, 1000, 1000]);
});

it("paused right behind the start, nobody is asked", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(1), 5);
  const running = run(sets, id);
  await sets.pause(id);
  expect(await running).toBe(false);
  expect(server.asked).toEqual([]);
  expect((await sets.list())[0]).toMatchObject({ bytes: 0, problem: null, held: false });
  expect(await run(sets, id)).toBe(true);
});

it("why it stopped is noted down, and gone once it goes on", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(1), 5);
  server.breakAfter = 300;
  await expect(run(sets, id)).rejects.toThrow("broke off");
  expect((await sets.list())[0]).toMatchObject({ bytes: 300, total: 1000, problem: { code: "no-data" } });
  expect(await run(sets, id)).toBe(true);
  expect((await sets.list())[0]!.problem).toBeNull();
});

it("all files together may not be too large", async () => {
  const sets = tab();
  const id = await sets.add("flowers", [...wanted(1), ...wanted(1, mostDataBytes)], 5);
  await expect(run(sets, id)).rejects.toThrow("larger than 2.1 GB, which is as much as the studio takes");
});

it("removed while it comes: nothing is left, and nothing more is asked for", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(2), 5);
  let removed = Promise.resolve();
  server.beforePiece = (sent) => {
    if (sent === 500) removed = sets.remove(id);
  };
  expect(await run(sets, id)).toBe(false);
  await removed;
  expect(await sets.list()).toEqual([]);
  expect(parts.held.size).toBe(0);
  expect(server.asked).toHaveLength(1);
});

it("a file that the browser has freed or cut is fetched again when it is missed", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(2), 5);
  await run(sets, id);
  parts.held.get(`${id}/1`)!.truncate(10);
  await expect(sets.files(id)).rejects.toThrow("1.parquet is not kept here any more as it was.");
  expect(await run(sets, id)).toBe(true);
  expect((await sets.files(id)).map(({ file }) => file.size)).toEqual([1000, 1000]);
});

it("of several files that were freed each is fetched again", async () => {
  const sets = tab();
  const id = await sets.add("flowers", wanted(3), 5);
  await run(sets, id);
  parts.held.delete(`${id}/0`);
  parts.held.get(`${id}/2`)!.truncate(10);
  await expect(sets.files(id)).rejects.toThrow("0.parquet is not kept here any more as it was.");
  expect((await sets.list())[0]!.files.map(({ done }) => done)).toEqual([false, true, false]);
  expect(await run(sets, id)).toBe(true);
  expect(await sets.files(id)).toHaveLength(3);
});

it("files that no entry knows of are freed, but not while another tab begins with them", async () => {
  const held = new Set<string>(["begun"]);
  const sets = tab({ heldIds: async () => held });
  await parts.open("lost", 0);
  await parts.open("begun", 0);
  await sets.list();
  expect(await parts.ids()).toEqual(["begun"]);
});
