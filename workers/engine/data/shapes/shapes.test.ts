/** The built-in set: repeatable, growing without change, alike at every size, varied and quick. */
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../protocol/errors";
import { figures } from "./distances";
import { drawShapes } from "./shapes";

const small = { size: 16, trainPerClass: 6, testPerClass: 3, seed: 5 };

describe("figures", () => {
  it.each(figures)(
    "$name is negative inside, positive outside, and no steeper than a distance",
    ({ distance }) => {
      let inside = 0;
      let nearestOutside = Infinity;
      let steepest = 0;
      for (let row = 0; row < 49; row++) {
        for (let column = 0; column < 49; column++) {
          const u = 0.05 * column - 1.2;
          const v = 0.05 * row - 1.2;
          const d = distance(u, v);
          if (d < 0) inside++;
          if (Math.hypot(u, v) > 1.3) nearestOutside = Math.min(nearestOutside, d);
          steepest = Math.max(steepest, Math.abs(distance(u + 0.01, v) - d) / 0.01);
        }
      }
      expect(nearestOutside).toBeGreaterThan(0);
      expect(steepest).toBeLessThan(1.001);
      expect(inside / 49 ** 2).toBeGreaterThan(0.1);
      expect(inside / 49 ** 2).toBeLessThan(0.6);
    },
  );
});

describe("drawShapes", () => {
  it("draws ten classes in colour with the asked numbers", () => {
    const set = drawShapes(small);
    expect(set).toMatchObject({ set: "shapes", size: 16, channels: 3 });
    expect(new Set(set.classNames).size).toBe(10);
    expect([set.train.count, set.test.count]).toEqual([60, 30]);
    expect(set.train.pixels.length).toBe(60 * 16 * 16 * 3);
    expect([...set.train.labels.subarray(4, 8)]).toEqual([0, 0, 1, 1]);
  });

  it("gives the same bytes for the same seed, others for another, and shares none between splits", () => {
    expect(drawShapes(small)).toEqual(drawShapes(small));
    expect(drawShapes({ ...small, seed: 6 }).train.pixels).not.toEqual(drawShapes(small).train.pixels);
    const { train, test } = drawShapes(small);
    const rows = (pixels: Uint8Array) =>
      Array.from({ length: pixels.length / 768 }, (_, k) => pixels.subarray(768 * k, 768 * (k + 1)).join());
    expect(new Set([...rows(train.pixels), ...rows(test.pixels)]).size).toBe(90);
  });

  it("only appends when more images are asked for", () => {
    const few = drawShapes(small);
    const many = drawShapes({ ...small, trainPerClass: 9 });
    const stride = 768;
    for (let label = 0; label < 10; label++) {
      const a = few.train.pixels.subarray(label * 6 * stride, (label + 1) * 6 * stride);
      expect(many.train.pixels.subarray(label * 9 * stride, (label * 9 + 6) * stride)).toEqual(a);
    }
    expect(many.test).toEqual(few.test);
  });

  it("draws the same scenes at every size", () => {
    const coarse = drawShapes(small).train.pixels;
    const fine = drawShapes({ ...small, size: 32 }).train.pixels;
    let difference = 0;
    for (let image = 0; image < 60; image++) {
      for (let at = 0; at < 768; at++) {
        const row = Math.floor(at / 48);
        const column = Math.floor(at / 3) % 16;
        const corner = image * 3072 + (row * 2 * 32 + column * 2) * 3 + (at % 3);
        const average = (fine[corner]! + fine[corner + 3]! + fine[corner + 96]! + fine[corner + 99]!) / 4;
        difference += Math.abs(average - coarse[image * 768 + at]!);
      }
    }
    expect(difference / (60 * 768)).toBeLessThan(8);
  });

  it("states the training images' mean and standard deviation", () => {
    const { train, mean, std } = drawShapes(small);
    for (let channel = 0; channel < 3; channel++) {
      const values = Array.from(
        train.pixels.filter((_, at) => at % 3 === channel),
        (byte) => byte / 255,
      );
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
      expect(mean[channel]).toBeCloseTo(average, 3);
      expect(std[channel]).toBeCloseTo(Math.sqrt(variance), 3);
    }
  });

  it("varies within a class more than classes differ on average", () => {
    const { train } = drawShapes({ ...small, trainPerClass: 40 });
    const stride = 768;
    let within = 0;
    let between = 0;
    const overall = new Float64Array(stride);
    const means = Array.from({ length: 10 }, () => new Float64Array(stride));
    for (let at = 0; at < train.pixels.length; at++) {
      means[train.labels[Math.floor(at / stride)]!]![at % stride]! += train.pixels[at]! / 40;
      overall[at % stride]! += train.pixels[at]! / 400;
    }
    for (let at = 0; at < train.pixels.length; at++) {
      const mean = means[train.labels[Math.floor(at / stride)]!]![at % stride]!;
      within += (train.pixels[at]! - mean) ** 2;
      between += (mean - overall[at % stride]!) ** 2;
    }
    expect(within).toBeGreaterThan(4 * between);
  });

  it("draws the default set in well under five seconds", () => {
    // Of the processor, whatever else wants it.
    const start = process.cpuUsage();
    drawShapes({ size: 16, trainPerClass: 300, testPerClass: 100, seed: 1 });
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(4000);
  });

  it("refuses sizes and numbers it cannot draw", () => {
    for (const wrong of [
      { size: 15 },
      { size: 33 },
      { size: 20.5 },
      { trainPerClass: 0 },
      { testPerClass: 0 },
    ]) {
      expect(() => drawShapes({ ...small, ...wrong })).toThrow(StudioError);
    }
    expect(() => drawShapes({ ...small, size: 64 })).toThrow("drawn at 16 to 32 pixels, not at 64");
  });
});
