import { expect, it } from "vitest";
import type { AccuracyReport } from "../../../workers/protocol/events";
import { outcomeOf } from "./outcome";

const report = (of: "stage" | "random", stage: number, mean: number): AccuracyReport => ({
  of,
  stage,
  totalIpc: stage,
  accuracy: { mean, std: 0.02, values: [mean, mean] },
});

it("names the last stage beside as many random images", () => {
  const reports = [report("stage", 1, 0.3), report("random", 1, 0.2), report("stage", 2, 0.5)];
  const random = report("random", 2, 0.4);
  expect(outcomeOf([...reports, random])).toEqual({
    sentence:
      "Finished: the distilled set at IPC 2 reaches 50.0 ± 2.0\u00a0% (n = 2), as many random real images 40.0 ± 2.0\u00a0%.",
    hint: null,
  });
  expect(outcomeOf(reports).sentence).toBe(
    "Finished: the distilled set at IPC 2 reaches 50.0 ± 2.0\u00a0% (n = 2).",
  );
  expect(outcomeOf([])).toEqual({ sentence: "The run is finished.", hint: null });
});

it("says what may help where random images are better by more than the spreads", () => {
  const against = (mean: number): string | null =>
    outcomeOf([report("stage", 1, mean), report("random", 1, 0.5)]).hint;
  expect(against(0.47)).toBeNull();
  expect(against(0.45)).toMatch(/worse than random images: a smaller image learning rate/);
});
