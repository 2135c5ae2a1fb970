import { describe, expect, it } from "vitest";
import type { PartProgress } from "../../../workers/protocol/events";
import { presetRecipe } from "../recipe/address";
import { partFraction, waitingParts, timeLeft, timelineShares } from "./timeline";

const base = waitingParts(presetRecipe("demo"));
const at = (index: number, change: Partial<PartProgress>): PartProgress => ({ ...base[index]!, ...change });

describe("the timeline", () => {
  it("plans experts, stages, evaluations and the transitions between", () => {
    expect(base.map(({ id }) => id)).toEqual([
      "experts",
      "stage-1",
      "evaluation-1",
      "transition-1",
      "stage-2",
      "evaluation-2",
      "transition-2",
      "stage-3",
      "evaluation-3",
      "full-data",
    ]);
    expect(timelineShares(base)).toEqual(base.map(() => expect.closeTo(1 / 10, 10)));
    expect(timeLeft(base)).toBeNull();
  });

  it("gives a part the share of its time, and an unknown one that of its kind", () => {
    const parts = [
      at(0, { state: "done", seconds: 10 }),
      at(1, { state: "running", seconds: 5, secondsLeft: 25 }),
      at(4, { state: "waiting" }),
    ];
    expect(timelineShares(parts)).toEqual([1 / 7, 3 / 7, 3 / 7]);
    expect(timeLeft(parts)).toEqual({ seconds: 25, complete: false });
  });

  it("fills a part as far as it is done", () => {
    expect(partFraction(at(0, { state: "done" }))).toBe(1);
    expect(partFraction(at(0, { state: "running", done: 1, total: 4 }))).toBe(0.25);
    expect(partFraction(at(0, {}))).toBe(0);
  });

  it("is complete at the end", () => {
    expect(timeLeft([at(0, { state: "done" })])).toEqual({ seconds: 0, complete: true });
  });
});
