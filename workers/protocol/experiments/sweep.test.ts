import { describe, expect, it } from "vitest";
import { completeRecipe } from "../recipe/defaults";
import { validateRecipe } from "../recipe/settings";
import { getSetting } from "../recipe/tree";
import { readSweep, sweepCombinations, sweepExperiment } from "./sweep";
import { axisRefusal, readAxis, sweepFields, usualAxes, type AxisText } from "./sweep-values";

const base = completeRecipe({ stages: { count: 2 }, data: { trainPerClass: 12, testPerClass: 4 } });

const values = (path: string, text: string): unknown => {
  const { axis, problem } = readAxis(base, { path, text }, null);
  return axis?.values ?? problem;
};

const combinationsOf = (texts: readonly AxisText[], recipe = base) => {
  const { axes, problem } = readSweep(recipe, texts);
  if (!axes) throw new Error(problem);
  return sweepCombinations(recipe, axes);
};

describe("the values of an axis", () => {
  it.each([
    ["stages.count", "1, 2, 5", [1, 2, 5]],
    ["stages.count", "1…3", [1, 2, 3]],
    ["stages.count", "1...3; 5", [1, 2, 3, 5]],
    ["stages.count", "2..4, 3, 9", [2, 3, 4, 9]],
    ["matching.imageLearningRate", "0.5, 1e-3, 100", [0.5, 0.001, 100]],
    ["stages.transition", "on, false", [true, false]],
    ["matching.initialImages", "real, noise", ["real", "noise"]],
  ])("%s: %s", (path, text, expected) => {
    expect(values(path, text)).toEqual(expected);
  });

  it.each([
    ["stages.count", "1, 11", /^Stages \(stages\.count\) takes a whole number from 1 to 10, not “11”\.$/],
    ["stages.count", "1, 1.5", /whole number from 1 to 10, not “1\.5”/],
    ["stages.count", "1…11", /not “11”/],
    ["stages.count", "5…1", /goes up in whole numbers, which “5…1” does not/],
    ["matching.imageLearningRate", "0.1…0.5", /goes up in whole numbers/],
    ["matching.imageLearningRate", "0, 1", /a number above 0/],
    ["stages.count", "2", /two values or more/],
    ["stages.count", "", /two values or more/],
    ["stages.count", "2, 2", /two values or more/],
    ["matching.iterations", "1…100", /100 values, and a sweep takes 16/],
    ["stages.transition", "yes, no", /true or false, not “yes”/],
    ["matching.initialImages", "real, fake", /one of real, noise.*not “fake”/],
    ["data.set", "mnist, cifar10", /all runs are on the data that are loaded/],
    ["evaluation.otherSchedules", "union", /is a list/],
    ["evaluation.learningRate", "0.1, 0.2", /no effect with the method mtt: only dc, dsa/],
    ["stages.forgettingStep", "1, 2", /no effect while stages\.discardEasy is off/],
    ["stages.counts", "1, 2", /no setting "stages\.counts"/],
  ])("%s: %s is refused", (path, text, reason) => {
    expect(values(path, text)).toMatch(reason);
  });

  it("are offered for every setting that has an effect, and no other", () => {
    const offered = sweepFields(base, null).flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(offered).toEqual(
      expect.arrayContaining(["seed", "method", "stages.count", "matching.studentSteps"]),
    );
    for (const path of ["data.set", "evaluation.learningRate", "stages.forgettingStep", "data.classes"])
      expect(offered).not.toContain(path);
    for (const path of offered) expect(axisRefusal(base, path, null)).toBeNull();
  });

  it("may need what the other axis switches on", () => {
    expect(axisRefusal(base, "stages.forgettingStep", "stages.discardEasy")).toBeNull();
  });
});

describe("a sweep", () => {
  it("is stages × IPC where nothing else is asked for", () => {
    const { variants, leftOut } = combinationsOf(usualAxes);
    expect(variants.map(({ name }) => name)).toEqual([
      "count-1-ipc-1",
      "count-1-ipc-2",
      "count-2-ipc-1",
      "count-2-ipc-2",
      "count-3-ipc-1",
      "count-3-ipc-2",
    ]);
    expect(variants[3]!.title).toBe("Stages 2, IPC per stage 2");
    expect(leftOut).toEqual([]);
    for (const { recipe, values: at } of variants) {
      expect(validateRecipe(recipe).problems).toEqual([]);
      expect([recipe.stages.count, recipe.stages.ipc]).toEqual(at);
    }
  });

  it("trains networks on all the data only once, unless their number is what is swept", () => {
    const networks = (texts: readonly AxisText[]): number[] =>
      combinationsOf(texts).variants.map(({ recipe }) => recipe.evaluation.fullDataNetworks);
    expect(networks([{ path: "stages.count", text: "1…3" }])).toEqual([3, 0, 0]);
    expect(networks([{ path: "evaluation.fullDataNetworks", text: "1…3" }])).toEqual([1, 2, 3]);
  });

  it("names the combinations that are no recipe, and runs the others", () => {
    const { variants, leftOut } = combinationsOf([
      { path: "stages.count", text: "2, 4" },
      { path: "stages.ipc", text: "2, 4" },
    ]);
    expect(variants.map(({ values: at }) => at)).toEqual([
      [2, 2],
      [2, 4],
      [4, 2],
    ]);
    expect(leftOut).toEqual([
      {
        title: "Stages 4, IPC per stage 4",
        values: [4, 4],
        reason: expect.stringMatching(/16 synthetic images per class are more than the 12 real ones/),
      },
    ]);
  });

  it("does not run the same twice where a setting has no effect", () => {
    const { variants, leftOut } = combinationsOf([
      { path: "stages.transition", text: "on, off" },
      { path: "stages.transitionEpochs", text: "50, 100" },
    ]);
    expect(variants).toHaveLength(3);
    expect(leftOut).toHaveLength(1);
    expect(leftOut[0]!.reason).toBe(
      "The same run as “Transition off, Transition epochs 50”: what differs has no effect here.",
    );
  });

  it("goes over methods, each with its own settings", () => {
    const { variants } = combinationsOf([
      { path: "stages.ipc", text: "1, 2" },
      { path: "method", text: "mtt, dm" },
    ]);
    expect(variants.map(({ recipe }) => [recipe.method, recipe.stages.ipc])).toEqual([
      ["mtt", 1],
      ["dm", 1],
      ["mtt", 2],
      ["dm", 2],
    ]);
    const dm = completeRecipe({ method: "dm" });
    expect(variants[1]!.recipe.matching.imageLearningRate).toBe(dm.matching.imageLearningRate);
    const { leftOut } = combinationsOf([
      { path: "method", text: "mtt, dm" },
      { path: "matching.studentSteps", text: "5, 10" },
    ]);
    expect(leftOut.map(({ values: at }) => at)).toEqual([
      ["dm", 5],
      ["dm", 10],
    ]);
    expect(leftOut[0]!.reason).toMatch(/no effect with the method dm/);
  });

  it("gives runs names that differ and fit folders", () => {
    const { variants } = combinationsOf([
      { path: "experts.batchSize", text: "16, 32" },
      { path: "matching.batchSize", text: "0, 5" },
    ]);
    const names = variants.map(({ name }) => name);
    expect(names[0]).toBe("experts-batch-size-16-matching-batch-size-0");
    expect(new Set(names).size).toBe(4);
    const rates = combinationsOf([{ path: "matching.learningRateRate", text: "0, 0.5, 1e-7" }]).variants;
    for (const { name } of rates) expect(name).toMatch(/^[a-z0-9-]+$/);
  });

  it.each([
    [[], /one setting or two/],
    [[...usualAxes, { path: "seed", text: "1, 2" }], /one setting or two/],
    [
      [
        { path: "stages.count", text: "1, 2" },
        { path: "stages.count", text: "3, 4" },
      ],
      /Both axes are Stages/,
    ],
    [
      [
        { path: "stages.count", text: "1…10" },
        { path: "stages.ipc", text: "1…10" },
      ],
      /100 runs, and a sweep has 64/,
    ],
    [[{ path: "stages.ipc", text: "7, 8" }], /No combination can be run. 14 synthetic/],
  ])("refuses %j", (texts, reason) => {
    expect(readSweep(base, texts).problem).toMatch(reason);
  });

  it("is an experiment like any other", () => {
    const { axes } = readSweep(base, usualAxes);
    const sweep = sweepExperiment(axes!);
    expect(sweep.title).toBe("Stages × IPC per stage");
    expect(sweep.variants(base)).toHaveLength(6);
    expect(getSetting(sweep.variants(base)[5]!.recipe, "stages.ipc")).toBe(2);
  });
});
