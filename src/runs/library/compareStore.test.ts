import { describe, expect, it } from "vitest";
import type { StageImages } from "../../../workers/protocol/events";
import type { ListedRun, RunView } from "../../../workers/protocol/library";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import { presetRecipe } from "../recipe/address";
import { comparedRun, differences, imagesAtShare, type ComparedRun } from "./compareStore";

const images = (stage: number, iteration: number): StageImages => ({
  stage,
  iteration,
  pixels: new Uint8ClampedArray(4),
  size: 1,
  classes: 1,
  ipc: 1,
});

function compared(changes: Readonly<Record<string, unknown>>): ComparedRun {
  let recipe: unknown = presetRecipe("demo");
  for (const [path, value] of Object.entries(changes)) recipe = withSetting(recipe, path, value);
  const points = [1, 2].map((iteration) => ({
    stage: 1,
    iteration,
    loss: iteration / 2,
    learningRate: 0.01,
    layers: [1, 2],
  }));
  const view = {
    points,
    parts: [],
    images: [images(1, 0), images(1, 5), images(1, 10), images(2, 0), images(2, 4)],
  };
  return comparedRun({ recipe: recipe as Recipe } as ListedRun, view as unknown as RunView);
}

describe("compared runs", () => {
  const run = compared({ "matching.iterations": 10, "stages.count": 2 });

  it("have the images of any moment, over all stages", () => {
    const at = (share: number): string =>
      imagesAtShare(run, share)
        .map(({ stage, iteration }) => `${stage}:${iteration}`)
        .join(" ");
    expect([0, 0.2, 0.3, 0.5, 0.55, 0.8, 1].map(at)).toEqual([
      "1:0",
      "1:0",
      "1:5",
      "1:10",
      "1:10 2:0",
      "1:10 2:4",
      "1:10 2:4",
    ]);
  });

  it("have their curves as series", () => {
    const series = run.stages.get(1)!;
    expect([series.length, series.x(1), series.value(1, 0), series.value(1, 4)]).toEqual([2, 2, 1, 2]);
  });

  it("show the settings in which they differ, and no others", () => {
    const changes = {
      "matching.iterations": 20,
      "stages.count": 2,
      "matching.initialImages": "noise",
      seed: 4,
    };
    const other = compared(changes);
    expect(differences([run, other]).map(({ path, values }) => [path, ...values])).toEqual([
      ["seed", "1", "4"],
      ["matching.iterations", "10", "20"],
      ["matching.initialImages", "Random real images", "Gaussian noise"],
    ]);
    expect(differences([run, run])).toEqual([]);
  });
});
