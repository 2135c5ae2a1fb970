import { describe, expect, it } from "vitest";
import type { AccuracyReport } from "../../../workers/protocol/events";
import type { ListedRun, RunView } from "../../../workers/protocol/library";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import { comparedRun, type ComparedRun } from "../../runs/library/compareStore";
import { presetRecipe } from "../../runs/recipe/address";
import { firstLayerColumn, learningRateColumn, lossColumn, secondsColumn } from "../../runs/run/curveStore";
import { accuracyPoints, overlaidCurves } from "./overlaid";

const stageAccuracy = (stage: number, mean: number): AccuracyReport => ({
  of: "stage",
  stage,
  totalIpc: stage,
  accuracy: { mean, std: 0.01, values: [mean] },
});

/** A run of two stages, 10 iterations each; the last of its layers has no loss at all. */
function compared(
  method: string,
  layers: readonly string[],
  accuracies: readonly AccuracyReport[],
): ComparedRun {
  const settings = { method, "matching.iterations": 10, "stages.count": 2 };
  let recipe: unknown = presetRecipe("demo");
  for (const [path, value] of Object.entries(settings)) recipe = withSetting(recipe, path, value);
  const points = [1, 2].flatMap((stage) =>
    [1, 10].map((iteration) => ({
      stage,
      iteration,
      loss: 1,
      learningRate: 0.01,
      seconds: 100 * stage + iteration,
      layers: layers.map((_, index) => (index === layers.length - 1 ? 0 : 1)),
    })),
  );
  const description = { terms: layers.map((name) => ({ name, size: 1 })) };
  const view = { points, parts: [], images: [], accuracies, description };
  return comparedRun({ recipe: recipe as Recipe } as ListedRun, view as unknown as RunView);
}

const deep = compared(
  "mtt",
  ["conv1.weight", "conv2.weight", "classifier.weight", "conv1.bias"],
  [
    stageAccuracy(2, 0.6),
    { of: "random", stage: 1, totalIpc: 1, accuracy: { mean: 0.9, std: 0, values: [0.9] } },
    stageAccuracy(1, 0.5),
  ],
);
const flat = compared("mtt", ["conv1.weight", "classifier.weight", "conv1.bias"], []);
const gradients = compared("dc", ["conv1.weight", "norm1.weight"], []);

describe("curves of compared runs", () => {
  it("are those that the runs share, a layer found by its name", () => {
    const columns = overlaidCurves([deep, flat]).map(({ id, columns }) => [id, columns]);
    expect(columns).toEqual([
      ["loss", [lossColumn, lossColumn]],
      ["rate", [learningRateColumn, learningRateColumn]],
      ["accuracy", null],
      ["layer conv1.weight", [firstLayerColumn, firstLayerColumn]],
      ["layer classifier.weight", [firstLayerColumn + 2, firstLayerColumn + 1]],
    ]);
  });

  it("leave β to the runs that learn it, and say where losses are not of one scale", () => {
    const curves = overlaidCurves([gradients, flat]);
    expect(curves.map(({ id }) => id)).toEqual(["loss", "rate", "layer conv1.weight"]);
    expect(curves[1]!.columns).toEqual([null, learningRateColumn]);
    for (const curve of [curves[0]!, curves[2]!]) expect(curve.note).toContain("not of one scale");
    expect(overlaidCurves([gradients, gradients]).map(({ id }) => id)).not.toContain("rate");
  });

  it("have the accuracy of a stage where the stage ends", () => {
    const { spans } = deep;
    expect(accuracyPoints(deep, { spans, seconds: null })).toEqual([
      { x: 10, y: 50, std: 1 },
      { x: 20, y: 60, std: 1 },
    ]);
    const timed = accuracyPoints(deep, { spans, seconds: secondsColumn });
    expect(timed.map(({ x }) => x)).toEqual([110, 210]);
  });
});
