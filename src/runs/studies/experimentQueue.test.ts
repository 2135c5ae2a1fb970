import { beforeEach, describe, expect, it, vi } from "vitest";
import { newStudy, type ListedStudy, type Study } from "../../../workers/protocol/experiments/study";
import { readSweep, sweepExperiment } from "../../../workers/protocol/experiments/sweep";
import { completeRecipe } from "../../../workers/protocol/recipe/defaults";
import { findStudies, openStudy, putAwayStudy, repeatVariant, resumeStudy } from "./experimentQueue";
import { experimentStore, putStudy } from "./experimentStore";

const given = vi.hoisted(() => ({
  kept: [] as ListedStudy[],
  isHeldElsewhere: false,
  ran: [] as string[],
}));

vi.mock("./studyClient", () => ({
  keptStudies: async () => given.kept,
  keepStudy: async (study: Study) => {
    given.kept = [{ ...study, held: false }, ...given.kept.filter(({ id }) => id !== study.id)];
  },
  storedRuns: async () => [],
  holdingStudy: async (_: string, work: () => Promise<void>) => {
    if (!given.isHeldElsewhere) await work();
    return !given.isHeldElsewhere;
  },
}));
vi.mock("./variantRun", () => ({
  runVariant: async (_: Study, { name }: { name: string }) => {
    given.ran.push(name);
    return { outcome: { state: "finished", rows: [] }, problem: null };
  },
}));
vi.mock("../run/session", () => ({}));
vi.mock("../library/libraryClient", () => ({}));

const base = completeRecipe({ stages: { count: 2 } });
const { axes } = readSweep(base, [{ path: "stages.ipc", text: "1, 2, 3" }]);
const created = 1_000_000;
const whole = newStudy(sweepExperiment(axes!), base, { id: "s", created, preset: "demo" });
const [first, second, third] = whole.variants.map(({ name }) => name) as [string, string, string];
const finished = { state: "finished", rows: [] } as const;
const failed = { state: "failed", reason: "It diverged." } as const;

const keep = (study: Study): void => void (given.kept = [{ ...study, held: given.isHeldElsewhere }]);
const keptOutcomes = (): Study["outcomes"] => given.kept[0]!.outcomes;

beforeEach(() => {
  given.kept = [];
  given.isHeldElsewhere = false;
  given.ran = [];
  putStudy(null, "none");
  experimentStore.setState({ shown: "experiments", kept: [] });
});

describe("a variant that is run once more", () => {
  it("leaves what came of the others in another tab meanwhile", async () => {
    putStudy({ ...whole, outcomes: { [first]: failed } }, "resting");
    keep({ ...whole, outcomes: { [first]: failed, [second]: finished, [third]: failed } });
    await repeatVariant(first);
    expect(given.ran).toEqual([first]);
    expect(keptOutcomes()).toEqual({ [first]: finished, [second]: finished, [third]: failed });
  });

  it("is left alone where another tab has finished it", async () => {
    putStudy({ ...whole, outcomes: { [first]: failed } }, "resting");
    keep({ ...whole, outcomes: { [first]: finished, [second]: finished } });
    await repeatVariant(first);
    expect(given.ran).toEqual([third]);
  });

  it("is not, while another tab goes through the study", async () => {
    const before = { ...whole, outcomes: { [first]: failed } };
    putStudy(before, "resting");
    given.isHeldElsewhere = true;
    await repeatVariant(first);
    expect(given.ran).toEqual([]);
    expect(experimentStore.getState().study).toEqual(before);
    expect(experimentStore.getState().problem?.code).toBe("in-use");
  });
});

describe("a study", () => {
  it("goes on with what another tab has left", async () => {
    putStudy(whole, "resting");
    keep({ ...whole, outcomes: { [first]: finished, [second]: failed } });
    await resumeStudy();
    expect(given.ran).toEqual([third]);
    expect(given.kept[0]!.closed).toBe(true);
  });

  it("is put away with all that came of it, and not while another tab goes through it", async () => {
    putStudy(whole, "resting");
    keep({ ...whole, outcomes: { [first]: finished } });
    await putAwayStudy();
    expect(given.kept[0]).toMatchObject({ closed: true, outcomes: { [first]: finished } });

    putStudy(whole, "resting");
    given.isHeldElsewhere = true;
    keep(whole);
    await putAwayStudy();
    expect(given.kept[0]!.closed).toBe(false);
  });

  it("that is closed is looked at without being offered", async () => {
    keep({ ...whole, closed: true });
    await findStudies(created);
    await openStudy("s");
    expect(experimentStore.getState()).toMatchObject({ study: { id: "s" }, state: "none" });
  });
});

describe("when the page is opened", () => {
  const shown = async (now: number): Promise<string> => {
    await findStudies(now);
    return experimentStore.getState().shown;
  };

  it("results come first where a study was begun today, or rests", async () => {
    expect(await shown(created)).toBe("experiments");
    keep({ ...whole, closed: true });
    expect(await shown(created + 30 * 3_600_000)).toBe("experiments");
    expect(await shown(created + 3_600_000)).toBe("results");
    experimentStore.setState({ shown: "experiments" });
    keep(whole);
    expect(await shown(created + 30 * 3_600_000)).toBe("results");
  });
});
