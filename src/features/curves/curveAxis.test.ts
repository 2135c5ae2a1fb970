import { describe, expect, it } from "vitest";
import { BoundedSeries } from "../../runs/run/series";
import { spansOfLengths } from "../../runs/run/spans";
import type { Samples } from "../../ui/charts/heat";
import {
  hasSeconds,
  stageRules,
  toAxis,
  toMoment,
  wholeAxis,
  type CurveAxis,
  type StageSamples,
} from "./curveAxis";
import { heatBlocks, stageLines } from "./curveData";

/** Samples of a loss and of seconds. */
function samples(length: number, seconds: (iteration: number) => number): Samples {
  const series = new BoundedSeries(2);
  for (let iteration = 1; iteration <= length; iteration++) series.push(iteration, [1, seconds(iteration)]);
  return series;
}
// Two stages of other lengths; between them 40 seconds of evaluation.
const stages: StageSamples = new Map([
  [1, samples(100, (iteration) => 20 + iteration / 10)],
  [2, samples(50, (iteration) => 70 + iteration)],
]);
const axis: CurveAxis = { spans: spansOfLengths([100, 200]), seconds: 1 };

describe("curves over seconds", () => {
  it("lie where they were computed", () => {
    expect(wholeAxis(axis, stages).domain).toEqual([0, 120]);
    expect(stageRules(axis, stages)).toEqual([71]);
    const [first, second] = stageLines(stages, 0, axis);
    expect([first!.points[0]!.x, second!.points.at(-1)!.x]).toEqual([20.1, 120]);
    const [, block] = heatBlocks(stages, axis);
    expect(block!.samples.x(10) + block!.offset).toBe(81);
  });

  it("share the cursor with the images: a moment goes there and back", () => {
    for (const moment of [1, 50, 100, 101, 120, 150]) {
      expect(toMoment(axis, stages, toAxis(axis, stages, moment)!)).toBeCloseTo(moment);
    }
    expect(toAxis(axis, stages, 50.5)).toBeCloseTo(25.05);
    expect(toMoment(axis, stages, 40), "while nothing was distilled").toBe(100);
    expect(toMoment(axis, stages, 0)).toBe(1);
    expect(toMoment(axis, stages, 500)).toBe(150);
    expect(toAxis({ ...axis, seconds: null }, stages, 120)).toBe(120);
    expect(toAxis(axis, new Map(), 5)).toBeNull();
  });

  it("are offered where every iteration tells its seconds", () => {
    expect(hasSeconds(stages, 1)).toBe(true);
    expect(hasSeconds(new Map(), 1)).toBe(false);
    expect(hasSeconds(new Map([[1, samples(5, (at) => (at === 2 ? Number.NaN : at))]]), 1)).toBe(false);
  });
});
