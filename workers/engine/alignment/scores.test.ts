/** Difficulty of single predictions, and forgetting look by look. */
import { describe, expect, test } from "vitest";
import { copyLooks, forgettingEvents, forgettingScores, look, noLooks } from "./forgetting";
import { predictionScores } from "./prediction-scores";

describe("scores of predictions", () => {
  // Probabilities 1/2, 1/4, 1/4 and 1/8, 1/8, 3/4.
  const logits = [Math.log(2), 0, 0, 5, 5, 5 + Math.log(6)];
  const labels = [0, 0];

  test("are those of their formulas", () => {
    const scores = (metric: Parameters<typeof predictionScores>[0]): number[] =>
      Array.from(predictionScores(metric, logits, labels, 3));
    const close = (ours: number[], reference: number[]): void =>
      ours.forEach((score, i) => expect(score).toBeCloseTo(reference[i]!, 6));
    close(scores("el2n"), [Math.sqrt(6) / 4, Math.sqrt(86) / 8]);
    close(scores("loss"), [Math.LN2, 3 * Math.LN2]);
    close(scores("uncertainty"), [0.5, 0.25]);
    close(scores("entropy"), [1.5 * Math.LN2, 1.5 * Math.LN2 - 0.75 * Math.log(0.75) - 0.75 * Math.LN2]);
  });

  test("stay finite where a probability rounds to nothing", () => {
    const far = [1000, 0, -1000];
    expect(Array.from(predictionScores("loss", far, [2], 3))).toEqual([2000]);
    expect(Array.from(predictionScores("entropy", far, [2], 3))).toEqual([0]);
    expect(predictionScores("el2n", far, [2], 3)[0]).toBeCloseTo(Math.SQRT2, 6);
    expect(Array.from(predictionScores("uncertainty", far, [2], 3))).toEqual([0]);
  });
});

describe("forgetting", () => {
  const correct = [
    [0, 1, 1, 0],
    [1, 1, 0, 0],
    [0, 1, 1, 0],
    [1, 1, 0, 0],
  ];

  function looked(): ReturnType<typeof noLooks> {
    const looks = noLooks(4);
    for (const epoch of correct) epoch.forEach((one, row) => look(looks, row, one === 1));
    return looks;
  }

  test("is counted look by look as it is over all looks at once", () => {
    expect(looked().events).toEqual(forgettingEvents(correct.flat(), 4));
    expect(Array.from(looked().events)).toEqual([1, 0, 2, 0]);
  });

  test("puts what was never learned above every count", () => {
    expect(Array.from(forgettingScores(looked(), 4))).toEqual([1, 0, 2, 5]);
  });

  test("copies looks that are kept", () => {
    const before = noLooks(1);
    look(copyLooks(before), 0, true);
    expect(Array.from(before.learned)).toEqual([0]);
  });
});
