import { beforeEach, expect, it } from "vitest";
import { tinyData, tinyRecipe } from "../engine/testing/tiny-run";
import { StudioError } from "../protocol/errors";
import { MemoryFiles, memoryIndex, newEntry } from "./memory-store";
import { RunStore } from "./run-store";
import { datasetOfStudy } from "./study-data";

const recipe = { ...tinyRecipe(), data: { ...tinyRecipe().data, set: "files" as const } };
const kept = { ...tinyData(tinyRecipe()), title: "Kept" };
const given = { ...tinyData(tinyRecipe()), title: "Given" };
const study = { id: "s", variant: "count-2" };
const loaded = () => Promise.resolve(given);

let store: RunStore;
beforeEach(async () => {
  store = new RunStore(new MemoryFiles(), memoryIndex());
  await store.keepData("hash", kept);
  const before = { id: "s", variant: "count-1" };
  await store.add({ ...newEntry("one", recipe), data: "hash", study: before });
});

it("is that of the study's earlier runs, whatever is loaded", async () => {
  expect((await datasetOfStudy(store, recipe, study, loaded)).title).toBe("Kept");
  const nothing = () => Promise.reject(new StudioError("no-data", "Nothing is loaded.", ""));
  expect((await datasetOfStudy(store, recipe, study, nothing)).title).toBe("Kept");
});

it("is the one that is loaded for the first run, another study, other data and no study", async () => {
  const titleFor = async (...[asked, of]: [typeof recipe, typeof study | undefined]): Promise<string> =>
    (await datasetOfStudy(store, asked, of, loaded)).title;
  expect(await titleFor(recipe, { ...study, id: "other" })).toBe("Given");
  expect(await titleFor(recipe, undefined)).toBe("Given");
  expect(await titleFor({ ...recipe, data: { ...recipe.data, trainPerClass: 3 } }, study)).toBe("Given");
  expect((await datasetOfStudy(null, recipe, study, loaded)).title).toBe("Given");
});

it("is refused where it was not kept and other files are loaded", async () => {
  await store.patch("one", { data: "gone" });
  await expect(datasetOfStudy(store, recipe, study, loaded)).rejects.toMatchObject({ code: "no-data" });
});
