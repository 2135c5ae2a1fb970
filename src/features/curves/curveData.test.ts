import { describe, expect, it } from "vitest";
import type { Samples } from "../../ui/charts/heat";
import { layerLine, layerRows, smoothed, stageLines, valueAt } from "./curveData";
import { stageRules, wholeAxis, type CurveAxis, type StageSamples } from "./curveAxis";
import { spansOfLengths } from "../../runs/run/spans";

const samples = (length: number, scale: number): Samples => ({
  length,
  x: (i) => i + 1,
  value: (i, k) => (k === 3 ? 0 : scale * (i + 1)),
});
const stages: StageSamples = new Map([
  [1, samples(1000, 1)],
  [2, samples(300, 2)],
]);

const thousands: CurveAxis = { spans: spansOfLengths([1000, 1000]), seconds: null };

describe("curve data", () => {
  it("puts all stages on one axis", () => {
    const hundreds: CurveAxis = { spans: spansOfLengths([100, 100, 100]), seconds: null };
    expect(wholeAxis(hundreds, stages)).toEqual({ domain: [0, 300], ticks: [0, 100, 200, 300] });
    expect(stageRules(hundreds, stages)).toEqual([100, 200]);
    const lines = stageLines(stages, 0, thousands);
    expect(lines[1]?.points[0]).toEqual({ x: 1001, y: 2 });
    expect(lines.reduce((sum, { points }) => sum + points.length, 0)).toBeLessThanOrEqual(500);
  });

  it("smooths noise away, and neither the level nor the beginning", () => {
    const noisy = Array.from({ length: 400 }, (_, x) => ({ x, y: 5 + (x % 2 ? 1 : -1) }));
    const calm = smoothed(noisy);
    expect(calm[0]).toEqual({ x: 0, y: 4 });
    expect(calm.slice(50).every(({ y }) => Math.abs(y - 5) < 0.1)).toBe(true);
    expect(calm.map(({ x }) => x)).toEqual(noisy.map(({ x }) => x));
    expect(stageLines(stages, 0, thousands, true)[0]?.points.at(-1)?.y).toBeLessThan(1000);
  });

  it("reads the value at the cursor", () => {
    expect(valueAt(stages, 0, thousands.spans, 500)).toBe(500);
    expect(valueAt(stages, 0, thousands.spans, 1100)).toBe(200);
    expect(valueAt(stages, 0, thousands.spans, 1900)).toBeNull();
    expect(valueAt(stages, 0, thousands.spans, 2500)).toBeNull();
  });

  it("leaves tensors out whose error is exactly zero", () => {
    const parameters = ["conv1.weight", "conv1.bias", "norm1.weight"].map((name) => ({ name, size: 1 }));
    const { shown, zero } = layerRows(stages, parameters, 2);
    expect(shown.map(({ name, key }) => [name, key])).toEqual([
      ["conv1.weight", 2],
      ["norm1.weight", 4],
    ]);
    expect(zero).toEqual(["conv1.bias"]);
  });

  it("thins a layer's line and interrupts it between stages", () => {
    const line = layerLine(stages, 0, thousands);
    expect(line.length).toBeLessThan(130);
    expect(line.filter(({ y }) => Number.isNaN(y))).toHaveLength(2);
  });
});
