import { describe, expect, it } from "vitest";
import { BoundedSeries } from "./series";

function filled(count: number, capacity: number): BoundedSeries {
  const series = new BoundedSeries(2, capacity);
  for (let x = 1; x <= count; x++) series.push(x, [x, 10 * x]);
  return series;
}

describe("BoundedSeries", () => {
  it("keeps every point while there is room", () => {
    const series = filled(8, 8);
    expect(series.length).toBe(8);
    expect(series.span).toBe(1);
    expect([series.x(7), series.value(7, 0), series.value(7, 1)]).toEqual([8, 8, 80]);
  });

  it("joins neighbours when full and goes on with means", () => {
    const series = filled(9, 8);
    expect(series.length).toBe(5);
    expect(series.span).toBe(2);
    expect([series.x(0), series.value(0, 1)]).toEqual([1.5, 15]);
    series.push(10, [10, 100]);
    expect(series.length).toBe(5);
    expect(series.x(4)).toBeCloseTo(9.5);
  });

  it("stays within its capacity over many points, with rising x and true means", () => {
    const series = filled(100_000, 64);
    expect(series.length).toBeLessThanOrEqual(64);
    for (let i = 0; i < series.length; i++) {
      if (i > 0) expect(series.x(i)).toBeGreaterThan(series.x(i - 1));
      expect(series.value(i, 0)).toBeCloseTo(series.x(i), 6);
    }
  });

  it("takes a short row as missing values", () => {
    const series = new BoundedSeries(2, 4);
    series.push(1, [3]);
    expect(series.value(0, 1)).toBeNaN();
  });
});
