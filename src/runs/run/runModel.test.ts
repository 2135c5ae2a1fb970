import { describe, expect, it } from "vitest";
import type { PartProgress, RunEvent } from "../../../workers/protocol/events";
import { isUnderWay, noRun, reduceRun, type RunModel } from "./runModel";

function part(id: string, change: Partial<PartProgress> = {}): PartProgress {
  return {
    id,
    kind: "stage",
    title: id,
    stage: 1,
    state: "running",
    done: 0,
    total: 100,
    unit: "iterations",
    seconds: 0,
    secondsLeft: null,
    ...change,
  };
}

const after = (...events: RunEvent[]): RunModel => events.reduce(reduceRun, noRun);
const progress = (...parts: PartProgress[]): RunEvent => ({ kind: "progress", parts });

describe("reduceRun", () => {
  it("follows the state and keeps its error", () => {
    const error = { code: "diverged", message: "It diverged.", hint: "Lower it." } as const;
    expect(after({ kind: "state", state: "failed", error })).toMatchObject({ phase: "failed", error });
    expect(
      after({ kind: "state", state: "failed", error }, { kind: "state", state: "running" }).error,
    ).toBeNull();
    expect(isUnderWay("paused")).toBe(true);
    expect(isUnderWay("finished")).toBe(false);
  });

  it("rests once what was under way when it was paused is complete, until it goes on", () => {
    const paused = after({ kind: "state", state: "paused" });
    expect(paused.resting).toBe(false);
    const rested = reduceRun(paused, { kind: "rested" });
    expect(rested.resting).toBe(true);
    const running = reduceRun(rested, { kind: "state", state: "running" });
    expect(running.resting).toBe(false);
    // Told too late: it was resumed meanwhile.
    expect(reduceRun(running, { kind: "rested" }).resting).toBe(false);
  });

  it("replaces known parts in place and appends new ones", () => {
    const model = after(
      progress(part("a"), part("b")),
      progress(part("b", { done: 5 })),
      progress(part("c")),
    );
    expect(model.parts.map(({ id, done }) => [id, done])).toEqual([
      ["a", 0],
      ["b", 5],
      ["c", 0],
    ]);
  });

  it("takes a complete list in its own order", () => {
    const model = after(progress(part("a"), part("c")), progress(part("a"), part("b"), part("c")));
    expect(model.parts.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("measures the rate of the running part over computing time", () => {
    const model = after(
      progress(part("a", { done: 10, seconds: 1 })),
      progress(part("a", { done: 30, seconds: 2 })),
      progress(part("a", { done: 31, seconds: 2.1 })),
    );
    expect(model.rate).toMatchObject({ part: "a", perSecond: 20 });
    const next = reduceRun(model, progress(part("a", { state: "done" }), part("b")));
    expect(next.rate).toMatchObject({ part: "b", perSecond: null });
  });

  it("replaces an accuracy of the same thing", () => {
    const report = (mean: number, stage: number): RunEvent => ({
      kind: "accuracy",
      report: { of: "stage", stage, totalIpc: stage, accuracy: { mean, std: 0, values: [mean] } },
    });
    const { accuracies } = after(report(0.1, 1), report(0.2, 2), report(0.3, 1));
    expect(accuracies.map(({ accuracy }) => accuracy.mean)).toEqual([0.2, 0.3]);
  });
});
