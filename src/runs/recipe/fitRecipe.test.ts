/** What files that were just loaded change in the form. */
import { beforeEach, expect, it } from "vitest";
import type { LoadedFiles } from "../../../workers/protocol/data";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { fitRecipe } from "./fitRecipe";
import { changeSetting, choosePreset, recipeStore } from "./recipeStore";

const setting = (path: string): unknown => getSetting(recipeStore.getState().draft, path);
const folders: LoadedFiles = {
  set: "files",
  fits: ["files"],
  sizes: null,
  classNames: ["aster", "rose"],
  suggestedSize: 32,
};
const digits: LoadedFiles = {
  set: "mnist",
  fits: ["mnist", "fashion", "kmnist"],
  sizes: [28, 14],
  classNames: ["0", "1"],
  suggestedSize: 28,
};

beforeEach(() => choosePreset("demo"));

it("takes the preset of a set that has one", () => {
  fitRecipe(digits);
  expect([recipeStore.getState().preset, setting("data.size")]).toEqual(["mnist", 28]);
  expect(recipeStore.getState().notes).toEqual([]);
});

it("says that changed settings go where a preset is taken", () => {
  changeSetting("matching.iterations", 7);
  changeSetting("stages.count", 2);
  fitRecipe(digits);
  expect(recipeStore.getState().notes.join()).toMatch(/“MNIST, laptop size” was taken; 2 settings changed/);
});

it("changes set and size alone where there is no preset, and nothing the second time", () => {
  changeSetting("matching.iterations", 7);
  fitRecipe(folders);
  expect(["data.set", "data.size", "matching.iterations"].map(setting)).toEqual(["files", 32, 7]);
  changeSetting("data.size", 20);
  changeSetting("data.classes", ["rose", "0"]);
  fitRecipe(folders);
  expect(["data.size", "data.classes"].map(setting)).toEqual([20, ["rose", "0"]]);
});

it("leaves a recipe of a set whose files look the same, but for a size that cannot be", () => {
  changeSetting("data.set", "fashion");
  fitRecipe(digits);
  expect(["data.set", "data.size"].map(setting)).toEqual(["fashion", 28]);
  expect(recipeStore.getState().problems).toEqual([]);
});

it("forgets classes that the new files do not have", () => {
  fitRecipe(folders);
  changeSetting("data.classes", ["rose", "tulip"]);
  fitRecipe(folders);
  expect(setting("data.classes")).toEqual([]);
});
