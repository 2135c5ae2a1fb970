import { describe, expect, it } from "vitest";
import type { MethodName } from "../../../workers/protocol/methods/names";
import { withMethod } from "../../../workers/protocol/recipe/defaults";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { presets } from "../../../workers/protocol/recipe/presets";
import { settingText } from "../../../workers/protocol/recipe/settings";
import { getSetting, withSetting } from "../../../workers/protocol/recipe/tree";
import { changedPaths, presetRecipe, readAddress, writeAddress, writeLink } from "./address";

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

  it("packs many settings into a short link, which opens the same recipe", () => {
    let draft: unknown = presetRecipe("demo");
    for (const [path, field] of recipeFields) {
      if (field.kind !== "integer" || field.methods || path.startsWith("data.")) continue;
      const value = Number(getSetting(draft, path));
      draft = withSetting(draft, path, value > 1 ? value - 1 : value + 1);
    }
    draft = withSetting(draft, "data.classes", [
      "disc",
      "ring, blue",
      "none",
      "a\\b",
      "50 % & more",
      "ガラス",
    ]);
    const changes = changedPaths("demo", draft);
    expect(changes.length).toBeGreaterThan(10);
    const query = writeLink({ choice: "wasm", threads: null }, "demo", draft);
    expect(query).toMatch(/^\?r=[\w-]+$/);
    const plain = changes.map((path) => `${path}=${settingText(getSetting(draft, path))}`).join("&");
    expect(query.length).toBeLessThan(plain.length);
    expect(readAddress(query)).toMatchObject({ choice: "wasm", preset: "demo", recipe: draft, notes: [] });
  });

  it.each(presets.map(({ name }) => name))("opens every setting of %s exactly, the seed included", (name) => {
    const recipe = presetRecipe(name);
    for (const [path, field] of recipeFields) {
      const others: readonly unknown[] =
        field.kind === "boolean"
          ? [true, false]
          : field.kind === "choice"
            ? field.options
            : field.kind === "choices"
              ? [[], field.options.slice(0, 1), field.options]
              : field.kind === "list"
                ? [["a", "b"], ["none"], []]
                : [field.kind === "integer" ? field.minimum! + 1 : field.maximum! / 3, field.maximum!];
      for (const value of others) {
        const draft =
          path === "method" ? withMethod(recipe, value as MethodName) : withSetting(recipe, path, value);
        const opened = readAddress(writeAddress({ choice: "auto", threads: null }, name, draft));
        expect(opened.notes, path).toEqual([]);
        expect(opened.recipe, path).toEqual(draft);
      }
    }
  });

  it("leaves a link of few settings readable, with its seed", () => {
    const engine = { choice: "auto", threads: null } as const;
    expect(writeLink(engine, "demo", presetRecipe("demo"))).toBe("?seed=1");
    expect(writeLink(engine, "mnist", withSetting(presetRecipe("mnist"), "seed", 5))).toBe(
      "?preset=mnist&seed=5",
    );
  });

  it("says that a packed link is damaged", () => {
    for (const packed of ["%%%", "AAAA", "x".repeat(20_000)]) {
      const { recipe, notes } = readAddress(`?r=${packed}`);
      expect(recipe).toEqual(presetRecipe("demo"));
      expect(notes).toEqual([
        "The settings in the address are damaged; they are left out. Copy the whole link.",
      ]);
    }
  });
});
