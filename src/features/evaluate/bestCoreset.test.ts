import { expect, it } from "vitest";
import { bestCoreset, type CoresetReport } from "./bestCoreset";

const report = (method: CoresetReport["method"], stage: number, mean: number): CoresetReport => ({
  of: "coreset",
  method,
  stage,
  totalIpc: stage,
  accuracy: { mean, std: 0, values: [mean] },
});

it("keeps company with the coreset that is best where all were judged last", () => {
  expect(bestCoreset([])).toEqual([]);
  const herding = [report("herding", 1, 0.3), report("herding", 2, 0.4)];
  const forgetting = [report("forgetting", 1, 0.2), report("forgetting", 2, 0.5)];
  expect(bestCoreset([...herding, ...forgetting])).toEqual(forgetting);
  // The second stage of one is not known yet.
  expect(bestCoreset([...herding, forgetting[0]!])).toEqual(herding);
});
