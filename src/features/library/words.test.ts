import { describe, expect, it } from "vitest";
import { untouchedRun, type ListedRun } from "../../../workers/protocol/library";
import { withSetting } from "../../../workers/protocol/recipe/tree";
import { presetRecipe } from "../../runs/recipe/address";
import { canGoOn, freeName, interruptedRuns, shownState } from "../../runs/library/libraryStore";
import { accuracyOf, matching, sorted } from "./words";

const listed = (name: string, change: Partial<ListedRun> = {}): ListedRun => ({
  id: name,
  name,
  preset: "demo",
  ...untouchedRun,
  created: 1,
  changed: 1,
  recipe: presetRecipe("demo"),
  backends: ["wasm"],
  adapter: "",
  versions: {},
  state: "finished",
  progress: 1,
  held: false,
  needsFiles: false,
  ...change,
});

const best = (mean: number): ListedRun["best"] => ({
  accuracy: { mean, std: 0.01, values: [mean] },
  totalIpc: 3,
});

const runs = [
  listed("beta", { created: 3, best: best(0.3), tags: ["class 3b"] }),
  listed("Alpha", { created: 2, best: best(0.5), notes: "for Friday", state: "running" }),
  listed("gamma", {
    created: 1,
    recipe: withSetting(presetRecipe("demo"), "stages.count", 2) as ListedRun["recipe"],
  }),
];
const names = (list: readonly ListedRun[]): string[] => list.map(({ name }) => name);

it("a new run is called like its preset, with a number where there is one already", () => {
  expect(freeName("Demo", [])).toBe("Demo");
  expect(freeName("Demo", [listed("Demo"), listed("Demo 3")])).toBe("Demo 2");
  expect(freeName("Demo", [listed("Demo"), listed("Demo 2")])).toBe("Demo 3");
});

describe("the library's table", () => {
  it("is sorted by any column, either way; equal ones by date", () => {
    expect(names(sorted(runs, "date", false))).toEqual(["beta", "Alpha", "gamma"]);
    expect(names(sorted(runs, "name", false))).toEqual(["Alpha", "beta", "gamma"]);
    expect(names(sorted(runs, "name", true))).toEqual(["gamma", "beta", "Alpha"]);
    expect(names(sorted(runs, "accuracy", false))).toEqual(["Alpha", "beta", "gamma"]);
    expect(names(sorted(runs, "stages", false))).toEqual(["gamma", "beta", "Alpha"]);
    expect(names(sorted(runs, "method", false))).toEqual(["beta", "Alpha", "gamma"]);
  });

  it("finds every word anywhere", () => {
    expect(names(matching(runs, "3B CLASS"))).toEqual(["beta"]);
    expect(names(matching(runs, "friday interrupted"))).toEqual(["Alpha"]);
    expect(names(matching(runs, " "))).toHaveLength(3);
    expect(names(matching(runs, "friday beta"))).toEqual([]);
  });

  it("says what became of a run", () => {
    expect(accuracyOf(runs[0]!)).toBe("30.0 ± 1.0");
    expect(accuracyOf(runs[2]!)).toBe("–");
    expect(shownState({ state: "paused", held: true })).toBe("running");
    expect(shownState({ state: "paused", held: false })).toBe("interrupted");
    expect(shownState({ state: "failed", held: false })).toBe("failed");
    expect(names(interruptedRuns(runs))).toEqual(["Alpha"]);
    const error = { code: "diverged", message: "", hint: "" } as const;
    expect(
      [{}, { error }, { resumable: false }].map((change) =>
        canGoOn({ resumable: true, error: null, ...change }),
      ),
    ).toEqual([true, false, false]);
  });
});
