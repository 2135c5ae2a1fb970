import { describe, expect, it } from "vitest";
import { cellAt, comfortableColumns, labelRoom, layoutGrid } from "./layout";

const space = { width: 600, height: 700, ratio: 1, labelWidth: 80, headerHeight: 44 };

describe("layoutGrid", () => {
  it("takes the largest whole scale that fits", () => {
    const { scale, cell, width } = layoutGrid(space, [1, 1, 1], 10, 16);
    expect(scale).toBe(3);
    expect(cell).toBe(48);
    expect(width).toBeLessThanOrEqual(600);
  });

  it("counts in device pixels on a dense screen", () => {
    const { scale, cell } = layoutGrid({ ...space, ratio: 1.5 }, [1, 1, 1], 10, 16);
    expect(Number.isInteger(scale)).toBe(true);
    expect(cell * 1.5).toBe(scale * 16);
  });

  it("puts the groups into bands rather than shrink images out of sight", () => {
    const { cell, places, bands, width, height } = layoutGrid(space, [1, 10, 10, 10], 10, 32);
    expect(cell).toBeGreaterThanOrEqual(24);
    expect(width).toBeLessThanOrEqual(600);
    expect(bands).toHaveLength(3);
    expect(places.map(({ top }) => bands.indexOf(top))).toEqual([0, 0, 1, 2]);
    expect(height).toBeGreaterThan(bands[2]!);
  });

  it("grows beyond its room only where one group alone does not fit", () => {
    expect(layoutGrid({ ...space, width: 200 }, [50], 10, 32).width).toBeGreaterThan(200);
  });

  it("has room for as many columns as are comfortable, without a smaller scale for them", () => {
    for (const size of [16, 28, 32]) {
      const count = comfortableColumns({ ...space, height: 0 }, 10, size);
      expect(layoutGrid(space, [count], 10, size).width).toBeLessThanOrEqual(600);
      expect(layoutGrid(space, [count], 10, size).cell).toBeGreaterThanOrEqual(36);
      expect(layoutGrid(space, [count + 1], 10, size).cell).toBeLessThan(36);
    }
    expect(comfortableColumns({ ...space, width: 100 }, 10, 32)).toBe(3);
  });

  it("has more columns where smaller images let every row be seen, fewer where larger ones do", () => {
    for (const [height, cell] of [
      [420, 32],
      [560, 48],
      [720, 64],
    ] as const) {
      const room = { ...space, height };
      const layout = layoutGrid(room, [comfortableColumns(room, 10, 16)], 10, 16);
      expect(layout.cell).toBe(cell);
      expect(layout.height).toBeLessThanOrEqual(height);
      expect(layout.width).toBeGreaterThan(600 - cell - 2);
    }
    // Hardly seen, they are rather scrolled.
    expect(comfortableColumns({ ...space, height: 240 }, 10, 16)).toBe(
      comfortableColumns({ ...space, height: 0 }, 10, 16),
    );
  });

  it("gives long names more room than short ones, within bounds", () => {
    expect(labelRoom(["0"])).toBe(28);
    expect(labelRoom(["triangle"])).toBeGreaterThan(labelRoom(["disc"]));
    expect(labelRoom(["a".repeat(90)])).toBe(112);
  });

  it("finds the image under a place, and none in the gaps", () => {
    const layout = layoutGrid(space, [2, 2], 10, 16);
    expect(cellAt(layout, layout.pitch + 1, 2)).toBe(1);
    expect(cellAt(layout, layout.cell + 1, 2)).toBeNull();
    expect(cellAt(layout, layout.pitch * 2 + 1, 2)).toBeNull();
  });
});
