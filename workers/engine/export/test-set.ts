/** A small distilled set with known values, for the tests of this folder. */
import type { RunResult } from "../../protocol/result";
import { recipeSchema } from "../../protocol/recipe/recipe";
import type { DistilledSet } from "../progressive/distilled";

/** Normalised values are such that de-normalised pixels run through 0 … 255 and beyond at both ends. */
export function testSet(
  overrides: Partial<DistilledSet> & { ipc?: number; stageCount?: number } = {},
): DistilledSet {
  const { ipc = 2, stageCount = 2, ...rest } = overrides;
  const base = {
    classNames: ["cat", "dog", "eel"],
    size: 4,
    channels: 3 as const,
    mean: [0.5, 0.4, 0.3],
    std: [0.25, 0.2, 0.5],
  };
  const shape = { ...base, ...rest };
  const count = shape.classNames.length * ipc * shape.size ** 2 * shape.channels;
  const stages = Array.from({ length: stageCount }, (_, index) => ({
    stage: index + 1,
    ipc,
    iteration: 10 * (index + 1),
    learningRate: 0.02 / (index + 1),
    images: Float32Array.from({ length: count }, (_value, i) => Math.sin(i + index) * 3),
  }));
  return { ...shape, stages: rest.stages ?? stages };
}

/** The record of a run that was ended before any evaluation. */
export const testResult: RunResult = {
  recipe: recipeSchema.parse({}),
  backend: "cpu",
  seconds: { experts: 1, stages: [2, 3], transitions: [1], evaluation: 0, total: 7 },
  stages: [],
  evaluation: [],
  baselines: {},
};
