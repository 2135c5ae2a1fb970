import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { branchRefusal, endOfStage } from "../../../workers/protocol/branching";
import { StudioError } from "../../../workers/protocol/errors";
import { undoMilliseconds, untouchedRun, type ListedRun } from "../../../workers/protocol/library";
import { methodNames } from "../../../workers/protocol/methods/names";
import { completeRecipe, withMethod } from "../../../workers/protocol/recipe/defaults";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { validateRecipe } from "../../../workers/protocol/recipe/settings";
import { engineStore } from "../run/engineStore";
import { momentStore } from "../run/momentStore";
import { noRun } from "../run/runModel";
import { runStore } from "../run/runStore";
import { branchStore, endBranch } from "./branchStore";
import {
  deleteStored,
  lookElsewhere,
  openStored,
  prepareBranch,
  takeUpStored,
  undoDelete,
} from "./librarySession";
import { libraryStore } from "./libraryStore";
import { recipeStore } from "../recipe/recipeStore";

const given = vi.hoisted(() => ({
  runs: [] as ListedRun[],
  calls: [] as string[],
  takeUp: null as Error | null,
}));

vi.mock("./libraryClient", () => ({
  library: () => ({
    call: async (method: string, id: string) => {
      if (method !== "list") given.calls.push(`${method} ${id}`);
      if (method === "open") return { run: given.runs.find((run) => run.id === id), view };
      return { runs: given.runs, use: { used: null, left: null, persistent: null }, refusal: null };
    },
  }),
}));
vi.mock("../run/session", () => ({
  startEngine: async () => undefined,
  engine: () => ({
    call: async (method: string) => {
      if (method === "takeUp" && given.takeUp) throw given.takeUp;
    },
  }),
}));

const view = {
  dataset: null,
  description: {},
  parts: [],
  accuracies: [],
  buckets: null,
  points: [],
  images: [],
};

const listed = (change: Partial<ListedRun> = {}): ListedRun => ({
  ...untouchedRun,
  id: "one",
  name: "One",
  preset: "demo",
  created: 1,
  changed: 1,
  recipe: completeRecipe({ stages: { count: 3 } }),
  backends: ["cpu"],
  adapter: "",
  versions: {},
  held: false,
  needsFiles: false,
  ...change,
});

beforeEach(() => {
  vi.useFakeTimers();
  given.runs = [];
  given.calls = [];
  given.takeUp = null;
  engineStore.setState({ status: "ready" });
  runStore.setState(noRun, true);
  libraryStore.setState({ runs: [], deleted: [] });
  endBranch();
});
afterEach(() => vi.useRealTimers());

describe("a run that another tab computes", () => {
  const open = async (): Promise<void> => {
    given.runs = [listed({ held: true })];
    await openStored("one");
  };

  it("is shown as one that is under way there", async () => {
    await open();
    expect(runStore.getState()).toMatchObject({ phase: "elsewhere", id: "one" });
  });

  it("is shown anew once more of it is saved, at the moment that is looked at", async () => {
    await open();
    momentStore.setState({ at: 7 });
    await lookElsewhere();
    expect(given.calls).toEqual(["open one"]);
    given.runs = [listed({ held: true, changed: 2 })];
    await lookElsewhere();
    expect(given.calls).toEqual(["open one", "open one"]);
    expect(runStore.getState().stored?.changed).toBe(2);
    expect(momentStore.getState().at).toBe(7);
  });

  it("is free once that tab lets go of it", async () => {
    await open();
    given.runs = [listed()];
    await lookElsewhere();
    expect(runStore.getState()).toMatchObject({ phase: "stopped", stored: { held: false } });
    given.runs = [listed({ changed: 3 })];
    await lookElsewhere();
    expect(given.calls).toHaveLength(2);
  });

  it("gives way to a run of this page", async () => {
    await open();
    given.runs = [listed({ held: true, changed: 2 })];
    const look = lookElsewhere();
    runStore.setState({ ...noRun, phase: "starting" }, true);
    await look;
    expect(runStore.getState().phase).toBe("starting");
  });

  it("is known on a page without a run, and seen to end", async () => {
    libraryStore.setState({ runs: [listed({ held: true })] });
    given.runs = [listed({ state: "finished" })];
    await lookElsewhere();
    expect(libraryStore.getState().runs[0]).toMatchObject({ held: false, state: "finished" });
  });

  it("is looked at where that tab was quicker to take it up", async () => {
    given.runs = [listed({ resumable: true })];
    given.takeUp = new StudioError("in-use", "This run is being computed in another tab.", "");
    await takeUpStored("one", false);
    expect(runStore.getState()).toMatchObject({ phase: "elsewhere", stored: { id: "one", held: true } });
  });

  it("has failed where it could not be taken up for another reason", async () => {
    given.runs = [listed({ resumable: true })];
    given.takeUp = new StudioError("no-data", "There are no data.", "");
    await takeUpStored("one", false);
    expect(runStore.getState()).toMatchObject({ phase: "failed", error: { code: "no-data" } });
  });
});

describe("a branch of a run", () => {
  const branched = (recipe: Recipe, branchStages: readonly number[]): string | null => {
    prepareBranch(listed({ recipe, branchStages, state: "finished" }));
    const { parent, stage } = branchStore.getState();
    const { recipe: child } = recipeStore.getState();
    return branchRefusal(parent!.recipe, child!, endOfStage(stage));
  };

  it("that is finished redoes its last stage", () => {
    expect(branched(completeRecipe({ stages: { count: 3 } }), [1, 2, 3])).toBeNull();
    expect(branchStore.getState().stage).toBe(2);
  });

  it("that was stopped keeps all that it has", () => {
    expect(branched(completeRecipe({ stages: { count: 3 } }), [1, 2])).toBeNull();
    expect(branchStore.getState().stage).toBe(2);
    expect(branched(completeRecipe({ stages: { count: 3 } }), [1])).toBeNull();
    expect(branchStore.getState().stage).toBe(1);
  });

  it.each(methodNames)("of one stage adds another, with %s", (method) => {
    const { recipe } = validateRecipe(withMethod(completeRecipe({}), method));
    const one = validateRecipe({ ...recipe!, stages: { ...recipe!.stages, count: 1 } }).recipe!;
    expect(branched(one, [1])).toBeNull();
    expect(branchStore.getState().stage).toBe(1);
    expect(recipeStore.getState().recipe!.stages.count).toBe(2);
  });
});

describe("runs that were deleted", () => {
  const names = (): readonly string[] => libraryStore.getState().deleted.map(({ name }) => name);

  it("can each be brought back for as long as it is kept", async () => {
    await deleteStored(listed({ id: "a", name: "A" }));
    await vi.advanceTimersByTimeAsync(undoMilliseconds / 2);
    await deleteStored(listed({ id: "b", name: "B" }));
    expect(names()).toEqual(["A", "B"]);
    await vi.advanceTimersByTimeAsync(undoMilliseconds / 2);
    expect(names()).toEqual(["B"]);
    await undoDelete("b");
    expect(names()).toEqual([]);
    expect(given.calls).toEqual(["remove a", "remove b", "bringBack b"]);
  });

  it("have their whole time anew when they are deleted again", async () => {
    await deleteStored(listed());
    await vi.advanceTimersByTimeAsync(undoMilliseconds / 2);
    await undoDelete("one");
    await deleteStored(listed());
    await vi.advanceTimersByTimeAsync(undoMilliseconds / 2);
    expect(names()).toEqual(["One"]);
  });
});
