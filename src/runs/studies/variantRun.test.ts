import { beforeEach, describe, expect, it, vi } from "vitest";
import type { StudioErrorCode } from "../../../workers/protocol/errors";
import { newStudy } from "../../../workers/protocol/experiments/study";
import { readSweep, sweepExperiment } from "../../../workers/protocol/experiments/sweep";
import { completeRecipe } from "../../../workers/protocol/recipe/defaults";
import type { RunResult } from "../../../workers/protocol/result";
import { engineStore } from "../run/engineStore";
import { noRun } from "../run/runModel";
import { runStore } from "../run/runStore";
import { runVariant, type VariantEnd } from "./variantRun";

const calls = vi.hoisted((): string[] => []);
const given = vi.hoisted(() => ({
  /** How the runs end, one after the other: "finished", "stopped" or the code of an error. */
  ends: [] as string[],
  entries: [] as object[],
}));

const end = vi.hoisted(() => ({ run: (_: string) => {} }));

vi.mock("../run/session", () => ({
  runRecipe: async (_: unknown, { study }: { study: { variant: string } }) => {
    calls.push(`begin ${study.variant}`);
    end.run(given.ends.shift()!);
  },
  runResult: async () => result,
  startEngine: async () => {
    calls.push("engine");
    engineStore.setState({ status: "ready" });
  },
}));
vi.mock("../library/librarySession", () => ({
  takeUpStored: async (id: string) => {
    calls.push(`take up ${id}`);
    end.run(given.ends.shift()!);
  },
}));
vi.mock("./studyClient", () => ({ storedRuns: async () => given.entries }));
vi.mock("../library/libraryClient", () => ({
  library: () => ({
    call: async (_: string, id: string) => {
      calls.push(`result of ${id}`);
      return result;
    },
  }),
}));

const base = completeRecipe({ stages: { count: 2 } });
const { axes } = readSweep(base, [{ path: "stages.ipc", text: "1, 2" }]);
const study = newStudy(sweepExperiment(axes!), base, { id: "s", created: 1, preset: "demo" });
const variant = study.variants[0]!;

const accuracy = { mean: 0.5, std: 0.1, values: [0.4, 0.6] };
const result: RunResult = {
  recipe: variant.recipe,
  backend: "cpu",
  seconds: { experts: 1, stages: [1], transitions: [], evaluation: 1, total: 3 },
  stages: [],
  evaluation: [
    {
      schedule: "progressive",
      network: "ConvNet",
      totalIpc: 2,
      accuracy,
      byStage: [{ totalIpc: 2, accuracy }],
      protocol: "",
    },
  ],
  baselines: {},
};

end.run = (how) => {
  const isPhase = how === "finished" || how === "stopped";
  const error = { code: how as StudioErrorCode, message: `It is ${how}.`, hint: "" };
  runStore.setState(isPhase ? { phase: how, error: null } : { phase: "failed", error });
  if (how === "worker-died") engineStore.setState({ status: "failed" });
};

const entry = (id: string, more: object = {}): object => ({
  id,
  study: { id: "s", variant: variant.name },
  recipe: variant.recipe,
  state: "running",
  resumable: true,
  ...more,
});

async function run(ends: string[], entries: object[] = [], isSkipped = false): Promise<VariantEnd> {
  given.ends = ends;
  given.entries = entries;
  return await runVariant(study, variant, () => isSkipped);
}

beforeEach(() => {
  calls.length = 0;
  runStore.setState(noRun, true);
  engineStore.setState({ status: "ready", error: null });
});

describe("a variant of a study", () => {
  it("is begun, and its accuracy taken down", async () => {
    const { outcome } = await run(["finished"]);
    expect(calls).toEqual(["begin ipc-1"]);
    expect(outcome).toMatchObject({ state: "finished", rows: [{ totalIpc: 2, accuracy, seconds: 3 }] });
  });

  it("is not computed again where the library has it finished", async () => {
    const { outcome } = await run([], [entry("a", { state: "finished", resumable: false })]);
    expect(calls).toEqual(["result of a"]);
    expect(outcome?.state).toBe("finished");
  });

  it("is taken up where it was interrupted, and begun anew where what was kept is damaged", async () => {
    expect((await run(["finished"], [entry("a")])).outcome?.state).toBe("finished");
    expect((await run(["bad-file", "finished"], [entry("a")])).outcome?.state).toBe("finished");
    expect(calls).toEqual(["take up a", "take up a", "begin ipc-1"]);
  });

  it("goes on once in a new engine where the engine failed", async () => {
    expect((await run(["worker-died", "finished"])).outcome?.state).toBe("finished");
    expect(calls).toEqual(["begin ipc-1", "engine", "begin ipc-1"]);
    const { outcome } = await run(["device-lost", "device-lost"], [entry("a")]);
    expect(outcome).toEqual({ state: "failed", reason: "It is device-lost." });
  });

  it("has failed for good where its recipe is to blame", async () => {
    for (const code of ["diverged", "out-of-memory", "bad-recipe"]) {
      const { outcome } = await run([code]);
      expect(outcome).toEqual({ state: "failed", reason: `It is ${code}.` });
    }
  });

  it("leaves to the person what would befall the others, too", async () => {
    for (const code of ["other-engine", "in-use", "no-data"]) {
      const { outcome, problem } = await run([code], [entry("a")]);
      expect([outcome, problem?.code]).toEqual([null, code]);
    }
  });

  it("rests where it is stopped, and is left out where it is skipped", async () => {
    expect(await run(["stopped"])).toEqual({ outcome: null, problem: null });
    expect(await run(["stopped"], [], true)).toEqual({ outcome: { state: "skipped" }, problem: null });
  });
});
