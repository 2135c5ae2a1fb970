import { describe, expect, it } from "vitest";
import { completeRecipe } from "../recipe/defaults";
import type { ExperimentRow } from "./experiment";
import { findExperiment } from "./experiments";
import { newStudy, runOfVariant, studyRows, sweepCells, waitingVariants, type Study } from "./study";
import { readSweep, sweepExperiment } from "./sweep";
import { sweepCsv, sweepMarkdown } from "./sweep-table";

const base = completeRecipe({ stages: { count: 2 }, data: { trainPerClass: 5, testPerClass: 4 } });
const about = { id: "s", created: 1, preset: "demo" };
const texts = [
  { path: "stages.count", text: "2, 3" },
  { path: "stages.ipc", text: "1, 2" },
];
const sweep = newStudy(sweepExperiment(readSweep(base, texts).axes!), base, about);

const row = (variant: string, mean: number, totalIpc: number): ExperimentRow => ({
  variant,
  title: variant,
  schedule: "progressive",
  stages: 2,
  totalIpc,
  accuracy: { mean, std: 0.0125, values: [mean] },
  random: null,
  seconds: 12.34,
});

const halfDone: Study = {
  ...sweep,
  outcomes: {
    "count-2-ipc-1": { state: "finished", rows: [row("count-2-ipc-1", 0.612, 2)] },
    "count-2-ipc-2": { state: "failed", reason: "The loss is no number, at iteration 3." },
    "count-3-ipc-1": { state: "skipped" },
  },
};

describe("a study", () => {
  it("goes on with what nothing has come of yet", () => {
    expect(waitingVariants(sweep).map(({ name }) => name)).toEqual([
      "count-2-ipc-1",
      "count-2-ipc-2",
      "count-3-ipc-1",
    ]);
    expect(waitingVariants(halfDone)).toEqual([]);
    expect(studyRows(halfDone)).toHaveLength(1);
  });

  it("is any experiment", () => {
    const study = newStudy(findExperiment("components")!, base, about);
    expect(study.variants).toHaveLength(3);
    expect([study.rows, study.axes, study.leftOut]).toEqual(["by-stage", [], []]);
  });

  it("finds its own runs: a finished one first, else one that can go on", () => {
    const [variant] = sweep.variants;
    const { name, recipe } = variant!;
    const entry = (id: string, more: object = {}) => ({
      id,
      study: { id: "s", variant: name },
      recipe: structuredClone(recipe),
      state: "running" as const,
      resumable: true,
      ...more,
    });
    const found = (...entries: ReturnType<typeof entry>[]) => runOfVariant(sweep, variant!, entries)?.id;
    expect(found(entry("a"), entry("b", { state: "finished", resumable: false }))).toBe("b");
    expect(found(entry("a"))).toBe("a");
    expect(found(entry("a", { resumable: false }))).toBeUndefined();
    expect(found(entry("a", { study: { id: "other", variant: name } }))).toBeUndefined();
    expect(found(entry("a", { study: { id: "s", variant: "other" } }))).toBeUndefined();
    expect(found(entry("a", { study: undefined }))).toBeUndefined();
    expect(found(entry("a", { recipe: { ...recipe, seed: 9 } }))).toBeUndefined();
  });
});

describe("a sweep's table", () => {
  const cells = sweepCells(halfDone);

  it("has a cell for each combination, with an accuracy or the reason why there is none", () => {
    expect(cells.map(({ values, row: found }) => [...values, found?.accuracy.mean ?? null])).toEqual([
      [2, 1, 0.612],
      [2, 2, null],
      [3, 1, null],
      [3, 2, null],
    ]);
    expect(cells.map(({ reason }) => reason)).toEqual([
      "",
      "The loss is no number, at iteration 3.",
      "skipped",
      expect.stringMatching(/^6 synthetic images per class are more than the 5 real ones/),
    ]);
    expect(sweepCells(sweep).map(({ reason }) => reason)[0]).toBe("not run yet");
  });

  it("is written as CSV, empty where nothing was measured", () => {
    const lines = sweepCsv(halfDone.axes, cells).trimEnd().split("\n");
    expect(lines[0]).toBe(
      "stages.count,stages.ipc,total_ipc,accuracy,std,networks,random_accuracy,random_std,seconds,reason",
    );
    expect(lines[1]).toBe("2,1,2,0.612,0.0125,1,,,12.3,");
    expect(lines[2]).toBe('2,2,,,,,,,,"The loss is no number, at iteration 3."');
    expect(lines).toHaveLength(5);
  });

  it("is written as Markdown, with the reasons below", () => {
    expect(sweepMarkdown(halfDone.axes, cells).split("\n")).toEqual([
      "| accuracy, %: Stages ↓, IPC per stage (images) → | 1 | 2 |",
      "| --- | --- | --- |",
      "| 2 | 61.2 ± 1.3 (IPC 2, 12 s) | – [1] |",
      "| 3 | – [2] | – [3] |",
      "",
      "[1] The loss is no number, at iteration 3.  ",
      "[2] skipped  ",
      expect.stringMatching(/^\[3\] 6 synthetic images/),
      "",
    ]);
  });

  it("has one column over one setting", () => {
    const { axes } = readSweep(base, texts.slice(0, 1));
    const one = newStudy(sweepExperiment(axes!), base, about);
    expect(sweepMarkdown(one.axes, sweepCells(one)).split("\n")).toEqual([
      "| Stages | accuracy, % |",
      "| --- | --- |",
      "| 2 | – [1] |",
      "| 3 | – [1] |",
      "",
      "[1] not run yet  ",
      "",
    ]);
  });
});
