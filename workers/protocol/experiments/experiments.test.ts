import { describe, expect, it } from "vitest";
import { completeRecipe } from "../recipe/defaults";
import { findPreset } from "../recipe/presets";
import { validateRecipe } from "../recipe/settings";
import { experimentRows } from "./experiment";
import { experiments, findExperiment, refusal } from "./experiments";

const demo = findPreset("demo")!.recipe;

describe.each(experiments)("$name", (experiment) => {
  it("makes valid recipes that differ, with names fit for folders", () => {
    expect(experiment.refuse(demo)).toBeNull();
    const variants = experiment.variants(demo);
    for (const { recipe, name } of variants) {
      expect(validateRecipe(recipe).problems).toEqual([]);
      expect(name).toMatch(/^[a-z0-9-]+$/);
    }
    const distinct = new Set(variants.map(({ recipe }) => JSON.stringify(recipe)));
    expect(distinct.size).toBe(variants.length);
  });
});

describe("an experiment", () => {
  it("splits a total into all its divisors", () => {
    const base = completeRecipe({ stages: { count: 3, ipc: 4 } });
    const split = findExperiment("split")!.variants(base);
    expect(split.map(({ name }) => name)).toEqual(["1x12", "2x6", "3x4", "4x3", "6x2"]);
    for (const { recipe } of split) expect(recipe.stages.count * recipe.stages.ipc).toBe(12);
  });

  it.each([
    ["components", { stages: { count: 1 } }, /at least two stages/],
    ["easy", { method: "dc" as const }, /trajectory matching/],
    ["layers", { method: "idc" as const }, /no layers to leave out/],
    ["split", { stages: { count: 1, ipc: 1 } }, /cannot be split/],
  ])("%s refuses what is no base for it", (name, settings, reason) => {
    expect(findExperiment(name)!.refuse(completeRecipe(settings))).toMatch(reason);
  });

  it("compares numbers of stages at as many updates and as much training in all", () => {
    const base = completeRecipe({
      stages: { count: 5, ipc: 2 },
      matching: { iterations: 100 },
      evaluation: { epochs: 500 },
    });
    const computeOf = (name: string) =>
      findExperiment(name)!
        .variants(base)
        .map(({ recipe: { stages, matching, evaluation } }) => [
          stages.count * matching.iterations,
          evaluation.epochs * (stages.count + 1),
        ]);
    for (const name of ["pdd", "stages", "split"]) {
      for (const [updates, passes] of computeOf(name)) {
        expect(updates).toBe(500);
        expect(Math.abs(passes! - 3000)).toBeLessThan(6); // rounded
      }
    }
    const largest = completeRecipe({ stages: { count: 10 }, evaluation: { epochs: 5000 } });
    expect(findExperiment("stages")!.variants(largest)[1]!.recipe.evaluation.epochs).toBe(5000);
  });

  it("has layers to leave out of DM", () => {
    const dm = completeRecipe({ method: "dm" });
    expect(refusal(findExperiment("layers")!, dm)).toBeNull();
  });

  it("is refused with the sentence of a variant that is no valid recipe", () => {
    const base = completeRecipe({ stages: { count: 2, discardEasy: true } });
    expect(refusal(findExperiment("components")!, base)).toMatch(
      /"without transition" cannot be run: .*harder data/,
    );
    expect(refusal(findExperiment("stages")!, base)).toBeNull();
  });

  it("lists the accuracies that it asks for, with random images of the same total IPC", () => {
    const accuracy = (mean: number) => ({ mean, std: 0.01, values: [mean] });
    const step = (totalIpc: number, mean: number) => ({ totalIpc, accuracy: accuracy(mean) });
    const evaluation = (schedule: "progressive" | "union", byStage: ReturnType<typeof step>[]) => ({
      schedule,
      network: "ConvNet",
      protocol: "",
      byStage,
      ...byStage.at(-1)!,
    });
    const result = {
      recipe: demo,
      backend: "cpu",
      seconds: { experts: 1, stages: [1], transitions: [], evaluation: 1, total: 3 },
      stages: [],
      evaluation: [
        evaluation("progressive", [step(1, 0.5), step(2, 0.6)]),
        evaluation("union", [step(2, 0.4)]),
      ],
      baselines: { random: { ...step(2, 0.3), byStage: [step(1, 0.2), step(2, 0.3)], protocol: "" } },
    };
    const variant = { name: "full", title: "PDD", recipe: demo };
    const brief = (choice: "final" | "by-stage" | "schedules") =>
      experimentRows(choice, variant, result).map(({ schedule, totalIpc, accuracy: { mean }, random }) => [
        schedule,
        totalIpc,
        mean,
        random?.mean,
      ]);
    expect(brief("final")).toEqual([["progressive", 2, 0.6, 0.3]]);
    expect(brief("by-stage")).toEqual([
      ["progressive", 1, 0.5, 0.2],
      ["progressive", 2, 0.6, 0.3],
    ]);
    expect(brief("schedules")).toEqual([
      ["progressive", 1, 0.5, 0.2],
      ["progressive", 2, 0.6, 0.3],
      ["union", 2, 0.4, 0.3],
    ]);
  });
});
