import { describe, expect, test } from "vitest";
import { mapFrame } from "./mapFrame";

const points = [
  { x: -40, y: -10 },
  { x: 60, y: 30 },
  { x: 3, y: 12 },
];

describe("the frame of a map", () => {
  test.each([
    [320, 300],
    [900, 420],
    [200, 900],
  ])("of %i × %i pixels holds all points, at one scale", (width, height) => {
    const { place, left, right, top, bottom } = mapFrame(points, width, height);
    for (const point of points) {
      const { x, y } = place(point);
      expect(x).toBeGreaterThan(left);
      expect(x).toBeLessThan(right);
      expect(y).toBeGreaterThan(top);
      expect(y).toBeLessThan(bottom);
    }
    const [zero, one] = [place({ x: 0, y: 0 }), place({ x: 10, y: 10 })];
    expect(one.x - zero.x).toBeCloseTo(zero.y - one.y);
    expect(one.x).toBeGreaterThan(zero.x);
  });

  test("has ticks inside, a step apart on both axes", () => {
    const { place, ticks, left, right, top, bottom } = mapFrame(points, 600, 400);
    const steps = [ticks.x, ticks.y].map((list) => list[1]! - list[0]!);
    expect(steps[0]).toBe(steps[1]);
    expect(ticks.x).toContain(0);
    expect(ticks.x.every((x) => place({ x, y: 0 }).x > left && place({ x, y: 0 }).x < right)).toBe(true);
    expect(ticks.y.every((y) => place({ x: 0, y }).y > top && place({ x: 0, y }).y < bottom)).toBe(true);
  });

  test("stays where it is while a point moves a little, and stands around a single one", () => {
    const moved = points.map(({ x, y }) => ({ x: x + 0.4, y: y - 0.2 }));
    expect(mapFrame(moved, 600, 400).place(points[0]!)).toEqual(mapFrame(points, 600, 400).place(points[0]!));
    const { x, y } = mapFrame([{ x: 5, y: 5 }], 600, 400).place({ x: 5, y: 5 });
    expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });
});
