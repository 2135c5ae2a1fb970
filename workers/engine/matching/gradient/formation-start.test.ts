import { describe, expect, test } from "vitest";
import { completeRecipe } from "../../../protocol/recipe/defaults";
import type { RecipeInput } from "../../../protocol/recipe/recipe";
import { prepareDataset, type PreparedDataset } from "../../data/prepare";
import { noArtifacts } from "../../part";
import { tinyData } from "../../testing/tiny-run";
import { cellSpans, formationStart } from "./formation-start";

const recipeOf = (factor: number, changes: RecipeInput = {}) =>
  completeRecipe({
    method: "idc",
    data: { size: 16, trainPerClass: 20, testPerClass: 1 },
    stages: { count: 2, ipc: 2 },
    bilevel: { factor },
    ...changes,
  });

function dataOf(recipe: ReturnType<typeof recipeOf>): PreparedDataset {
  const options = { size: 16, trainPerClass: 20, testPerClass: 1, heldOut: 0, seed: recipe.seed };
  return prepareDataset(tinyData(recipe), options);
}

describe("what an IDC stage starts from", () => {
  test("cells along a side that is not divided are one pixel longer at first", () => {
    expect(cellSpans(28, 2)).toEqual([
      { from: 0, side: 14 },
      { from: 14, side: 14 },
    ]);
    expect(cellSpans(16, 3)).toEqual([
      { from: 0, side: 6 },
      { from: 6, side: 5 },
      { from: 11, side: 5 },
    ]);
  });

  test("every cell is a real image of the class made small, and no image is used in two stages", () => {
    const recipe = recipeOf(2);
    const data = dataOf(recipe);
    const stride = 16 * 16 * data.channels;
    /** The training image whose every second pixel is cell (i, j) of a stored image. */
    const source = (stored: Float32Array, image: number, i: number, j: number): number => {
      const label = Math.floor(image / 2);
      const matches = [...data.byClass[label]!].filter((row) =>
        Array.from({ length: 64 }, (_, k) => [Math.floor(k / 8), k % 8] as const).every(([y, x]) => {
          const here = image * stride + ((8 * i + y) * 16 + 8 * j + x) * data.channels;
          const there = row * stride + (2 * y * 16 + 2 * x) * data.channels;
          return stored[here] === Math.fround(data.train.pixels[there]! / 255);
        }),
      );
      expect(matches).toHaveLength(1);
      return matches[0]!;
    };
    const used = [1, 2].flatMap((stage) => {
      const stored = formationStart({ data, recipe, made: noArtifacts() }, stage);
      return [0, 1, 4, 5].flatMap((image) =>
        [0, 1].flatMap((i) => [0, 1].map((j) => source(stored, image, i, j))),
      );
    });
    expect(new Set(used).size).toBe(used.length);
  });

  test("at factor 1 and from noise it is what other methods start from, in raw pixels", () => {
    const recipe = recipeOf(1);
    const data = dataOf(recipe);
    const stored = formationStart({ data, recipe, made: noArtifacts() }, 1);
    expect(Math.min(...stored)).toBeGreaterThan(-1e-6);
    expect(Math.max(...stored)).toBeLessThan(1 + 1e-6);
    const fromNoise = recipeOf(2, { matching: { initialImages: "noise" } });
    const noise = formationStart({ data, recipe: fromNoise, made: noArtifacts() }, 1);
    expect(noise).toHaveLength(stored.length);
    expect(Math.min(...noise)).toBeLessThan(0);
  });
});
