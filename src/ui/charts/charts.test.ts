import { describe, expect, it } from "vitest";
import { minMax, type Point } from "./downsample";
import { rasterize, type Samples } from "./heat";
import { spreadLabels, xAtPixel, xPixel } from "./plotArea";
import { axisAround, fractionOf, linearTicks, logTicks } from "./scales";
import { viridis } from "./viridis";

const wave: Point[] = Array.from({ length: 5000 }, (_, x) => ({ x, y: Math.sin(x / 50) }));

describe("minMax", () => {
  it("keeps ends, order and peaks within the limit", () => {
    const peak = wave.map((point) => (point.x === 2345 ? { x: 2345, y: 9 } : point));
    const kept = minMax(peak, 200);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(kept[0]).toEqual(peak[0]);
    expect(kept.at(-1)).toEqual(peak.at(-1));
    expect(Math.max(...kept.map(({ y }) => y))).toBe(9);
    kept.forEach((point, index) => index > 0 && expect(point.x).toBeGreaterThan(kept[index - 1]!.x));
  });

  it("leaves few points alone and drops what is not finite", () => {
    const points = [
      { x: 1, y: 1 },
      { x: 2, y: Number.NaN },
      { x: 3, y: 2 },
    ];
    expect(minMax(points, 10)).toEqual([points[0], points[2]]);
    expect(minMax([], 10)).toEqual([]);
  });
});

describe("axes", () => {
  it("takes round ticks", () => {
    expect(linearTicks(0, 300)).toEqual([0, 100, 200, 300]);
    expect(linearTicks(0.1, 1)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(logTicks(1e-6, 1)).toContain(1e-4);
    expect(logTicks(0.3, 1.1).length).toBeGreaterThan(2);
    expect(logTicks(5e-10, 1.2e-5)).toEqual([1e-9, 1e-8, 1e-7, 1e-6, 1e-5]);
    expect(logTicks(2e-11, 1.2e-3)).toEqual([1e-10, 1e-8, 1e-6, 1e-4]);
  });

  it("stands around the values, without those that a logarithm does not take", () => {
    const axis = axisAround([0, 0.01, 1, Number.NaN, Infinity], "log")!;
    expect(axis.domain[0]).toBeLessThan(0.01);
    expect(axis.domain[0]).toBeGreaterThan(0);
    expect(fractionOf(axis, "log", 0.1)).toBeCloseTo(0.5);
    expect(axisAround([0, -1], "log")).toBeNull();
    expect(axisAround([2, 2], "linear")?.domain).toEqual([1, 3]);
  });

  it("finds x and pixel in each other", () => {
    expect(xAtPixel(xPixel(120, [0, 300], 400), [0, 300], 400)).toBeCloseTo(120);
    expect(xAtPixel(0, [0, 300], 400)).toBe(0);
  });

  it("spreads labels apart within the room", () => {
    const places = spreadLabels([50, 50, 51, 10], 15, 0, 60);
    const sorted = places.toSorted((a, b) => a - b);
    sorted.forEach(
      (place, index) => index > 0 && expect(place - sorted[index - 1]!).toBeGreaterThanOrEqual(15),
    );
    expect(Math.max(...places)).toBeLessThanOrEqual(60);
  });
});

describe("the heat map", () => {
  const samples: Samples = { length: 4, x: (i) => i + 1, value: (_, k) => (k === 0 ? 0.01 : 0) };

  it("draws what was measured and leaves the rest empty", () => {
    const { logs, range } = rasterize([{ samples, offset: 0 }], [0, 1], [0, 8], 8);
    expect(logs.slice(0, 4)).toEqual(new Float32Array(4).fill(-2));
    expect(logs.slice(4, 8)).toEqual(new Float32Array(4).fill(Number.NaN));
    expect(range).toEqual([-2, -2]);
  });

  it("holds a value until the next where samples are sparse", () => {
    const { logs } = rasterize([{ samples, offset: 0 }], [0], [0, 4], 40);
    expect(logs).toEqual(new Float32Array(40).fill(-2));
  });

  it("goes from dark to light", () => {
    expect(viridis(0)).toEqual([68, 1, 84]);
    expect(viridis(2)).toEqual([253, 231, 37]);
  });
});
