import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import type { DisplayMode } from "../../protocol/display";
import type { StudioError } from "../../protocol/errors";
import { fittingGridScale, gridPng, usualGridScale } from "./grid";
import { layOutGrid } from "./grid-layout";
import { drawText } from "./pixel-text";
import { testSet } from "./test-set";

const bare = { scale: 3, labels: false };

describe("gridPng", () => {
  it("says in its description how values became pixels", () => {
    const described = (display?: DisplayMode): string =>
      decode(gridPng(testSet(), 1, { ...bare, ...(display && { display }) })).text["Description"] ?? "";
    expect(described()).toBe("Pixels: de-normalised, cut to 0-255; contrast is not stretched.");
    expect(described("stretched")).toMatch(/mean ± 2\.5 standard deviations of the stage/);
    expect(described("raw")).toMatch(/as they were learned, normalised/);
  });

  it("draws in the mode that is asked for", () => {
    const of = (display: DisplayMode) => decode(gridPng(testSet(), 1, { ...bare, display })).data;
    expect(of("true")).not.toEqual(of("raw"));
    expect(of("true")).not.toEqual(of("stretched"));
  });

  it("draws every pixel of every image, de-normalised, clamped and enlarged without smoothing", () => {
    const set = testSet();
    const { classNames, size, stages, mean, std } = set;
    const layout = layOutGrid({ classNames, size, stages }, bare);
    const png = decode(gridPng(set, "union", bare));
    expect([png.width, png.height, png.channels]).toEqual([layout.width, layout.height, 3]);
    let extremes = 0;
    stages.forEach((stage, s) => {
      layout.rows.forEach((top, row) => {
        layout.columns[s]!.forEach((left, slot) => {
          for (let y = 0; y < size * 3; y++) {
            for (let x = 0; x < size * 3; x++) {
              for (let c = 0; c < 3; c++) {
                const index =
                  (((row * stage.ipc + slot) * size + Math.floor(y / 3)) * size + Math.floor(x / 3)) * 3 + c;
                const pixel = 255 * (stage.images[index]! * std[c]! + mean[c]!);
                const expected = Math.min(255, Math.max(0, pixel));
                const drawn = png.data[((top + y) * png.width + left + x) * 3 + c]!;
                expect(Math.abs(drawn - expected)).toBeLessThanOrEqual(0.51);
                if (expected !== pixel) extremes++;
              }
            }
          }
        });
      });
    });
    expect(extremes).toBeGreaterThan(0);
  });

  it("draws one channel as grey, and one stage by itself", () => {
    const set = testSet({ channels: 1, mean: [0.5], std: [0.2], ipc: 1 });
    const one = decode(gridPng(set, 2, bare));
    expect(one.channels).toBe(1);
    expect(decode(gridPng(set, "union", bare)).width).toBeGreaterThan(2 * one.width - 8);
  });

  it("takes a broken value as black", () => {
    const set = testSet({ classNames: ["a"], size: 1, ipc: 1, stageCount: 1 });
    set.stages[0]!.images.fill(NaN);
    const { columns, rows, width } = layOutGrid({ ...set }, { scale: 1, labels: false });
    expect(
      decode(gridPng(set, 1, { scale: 1, labels: false })).data[(rows[0]! * width + columns[0]![0]!) * 3],
    ).toBe(0);
  });

  it("refuses what it cannot draw, in a sentence", () => {
    const code = (draw: () => unknown) => {
      try {
        draw();
      } catch (error) {
        return (error as StudioError).code;
      }
      return "drawn";
    };
    expect(code(() => gridPng(testSet(), 3, bare))).toBe("no-data");
    expect(code(() => gridPng(testSet({ stages: [] }), "union", bare))).toBe("no-data");
    expect(code(() => gridPng(testSet(), 1, { scale: 2.5, labels: false }))).toBe("unsupported");
    expect(code(() => gridPng(testSet(), 1, { scale: 33, labels: false }))).toBe("unsupported");
    const large = testSet({ size: 32, ipc: 100, stageCount: 1 });
    expect(code(() => gridPng(large, 1, { scale: 32, labels: true }))).toBe("unsupported");
    expect(fittingGridScale(large, { scale: 32, labels: true })).toBeLessThan(32);
  });

  it("refuses pictures that are too tall for programs to open, however narrow", () => {
    const classNames = Array.from({ length: 200 }, (_, index) => `class ${index}`);
    const tall = { ...testSet({ size: 64, ipc: 1, stageCount: 1 }), classNames };
    expect(layOutGrid(tall, { scale: 6, labels: false }).height).toBeGreaterThan(65_535);
    expect(() => gridPng(tall, 1, { scale: 6, labels: false })).toThrow(/or a side of 65535/);
    expect(fittingGridScale(tall, { scale: 6, labels: false })).toBe(4);
  });

  it("takes images to about 128 pixels by default", () => {
    expect([8, 16, 28, 32, 64].map(usualGridScale)).toEqual([16, 8, 5, 4, 2]);
  });
});

describe("layOutGrid", () => {
  const shapes = [
    { size: 8, ipc: 1, scale: 1 },
    { size: 16, ipc: 1, scale: 8 },
    { size: 28, ipc: 2, scale: 1 },
    { size: 32, ipc: 10, scale: 32 },
  ];
  it.each(shapes)(
    "cuts nothing off and overlaps nothing: size $size, IPC $ipc, scale $scale",
    ({ size, ipc, scale }) => {
      const classNames = ["a", "a very long class name, gypsy (jolly)", "Übergröße"];
      const stages = [1, 2, 10].map((stage) => ({ stage, ipc }));
      const layout = layOutGrid({ classNames, size, stages }, { scale, labels: true });
      const texts = layout.texts.map(({ text, x, y, scale: enlarged }) => {
        const { width, height } = drawText(text);
        return { left: x, top: y, right: x + width * enlarged, bottom: y + height * enlarged };
      });
      const images = layout.columns
        .flat()
        .flatMap((left) =>
          layout.rows.map((top) => ({ left, top, right: left + layout.cell, bottom: top + layout.cell })),
        );
      const boxes = [...texts, ...images];
      for (const [index, a] of boxes.entries()) {
        expect(Math.min(a.left, a.top)).toBeGreaterThanOrEqual(0);
        expect(a.right).toBeLessThanOrEqual(layout.width);
        expect(a.bottom).toBeLessThanOrEqual(layout.height);
        for (const b of boxes.slice(index + 1)) {
          expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
        }
      }
    },
  );
});
