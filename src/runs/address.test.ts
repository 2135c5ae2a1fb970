import { describe, expect, it } from "vitest";
import { withSetting } from "../../workers/protocol/recipe/tree";
import { presetRecipe, readAddress, writeAddress } from "./address";

describe("the address", () => {
  it("gives the demo when it is empty", () => {
    const { preset, recipe, choice, notes } = readAddress("");
    expect({ preset, choice, notes }).toEqual({ preset: "demo", choice: "auto", notes: [] });
    expect(recipe).toEqual(presetRecipe("demo"));
  });

  it("sets preset, settings and back end", () => {
    const { preset, recipe, choice, notes } = readAddress(
      "?preset=mnist&backend=wasm&matching.iterations=50&augmentation.groups=crop,flip",
    );
    expect({ preset, choice, notes }).toEqual({ preset: "mnist", choice: "wasm", notes: [] });
    expect(recipe.matching.iterations).toBe(50);
    expect(recipe.augmentation.groups).toEqual(["crop", "flip"]);
  });

  it("says each bad value in a sentence and uses the rest", () => {
    const { preset, recipe, choice, notes } = readAddress(
      "?preset=nope&backend=gpu&threads=0&stages.count=abc&no.such=1&matching.iterations=60",
    );
    expect({ preset, choice }).toEqual({ preset: "demo", choice: "auto" });
    expect(recipe.matching.iterations).toBe(60);
    expect(recipe.stages.count).toBe(presetRecipe("demo").stages.count);
    expect(notes).toHaveLength(5);
    expect(notes.join(" ")).toMatch(/gpu.*"0" threads.*nope.*stages\.count cannot be "abc".*no\.such/s);
  });

  it("opens the benchmark, with a list of it", () => {
    const asked = (query: string) => {
      const { open, notes } = readAddress(query);
      return [open.bench, notes.length];
    };
    expect(asked("")).toEqual([null, 0]);
    expect(asked("?bench")).toEqual(["quick", 0]);
    expect(asked("?bench=check&backend=wasm")).toEqual(["check", 0]);
    expect(asked("?bench=slow")).toEqual(["quick", 1]);
  });

  it("writes what differs, and reads it back", () => {
    expect(writeAddress({ choice: "auto", threads: null }, "demo", presetRecipe("demo"))).toBe("");
    let draft = withSetting(presetRecipe("mnist"), "matching.iterations", 7);
    draft = withSetting(draft, "augmentation.groups", []);
    const query = writeAddress({ choice: "webgpu", threads: 2 }, "mnist", draft);
    expect(query).toBe(
      "?backend=webgpu&threads=2&preset=mnist&matching.iterations=7&augmentation.groups=none",
    );
    expect(readAddress(query)).toMatchObject({
      choice: "webgpu",
      threads: 2,
      preset: "mnist",
      recipe: draft,
      notes: [],
    });
  });
});
