/** A database that could not be opened is opened by the next who asks, without a reload. */
import * as Comlink from "comlink";
import { deleteDB, openDB } from "idb";
import { afterEach, expect, test } from "vitest";
import type { FetchApi } from "../protocol/fetching";
import { openStudyIndex } from "./study-index";

const workers: Worker[] = [];
afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

/** A database of a newer studio, which an older one may not open. */
async function newerThere(name: string): Promise<() => Promise<void>> {
  const database = await openDB(name, 99);
  return async () => {
    database.close();
    await deleteDB(name);
  };
}

test("the index of studies", async () => {
  const free = await newerThere("distillation-studies");
  await expect(openStudyIndex()).rejects.toThrow(/version/);
  await free();
  const index = await openStudyIndex();
  expect(await index.all()).toEqual([]);
  expect(await openStudyIndex()).toBe(index);
});

test("the list of data sets by address", async () => {
  const free = await newerThere("distillation-studio-data");
  const worker = new Worker(new URL("../fetch.worker.ts", import.meta.url), { type: "module" });
  workers.push(worker);
  const api = Comlink.wrap<FetchApi>(worker);
  await expect(api.list()).rejects.toMatchObject({ code: "no-storage" });
  await free();
  expect((await api.list()).sets).toEqual([]);
});
