import { describe, expect, test } from "vitest";
import type { PlacedImages } from "../../../workers/protocol/image-map";
import { mapFigures, pointsAt } from "./mapped";

/** Two classes of two; the last image is missing. */
const images: PlacedImages = {
  places: new Float64Array([3, 4, 0, 5, -6, 0, NaN, NaN]),
  fromMean: new Float64Array([10, 5, 8, NaN]),
  fromClass: new Float64Array([2, 4, NaN, NaN]),
  spread: 7,
  spreads: new Float64Array([1, NaN]),
};

describe("figures of the map", () => {
  test("are of all images, or of one class", () => {
    const all = mapFigures(images, 2, null);
    expect(all).toEqual({
      fromClass: { mean: 3, std: 1 },
      spread: 7,
      inPlane: (25 + 25 + 36) / (100 + 25 + 64),
      count: 3,
    });
    expect(mapFigures(images, 2, 0)).toEqual({ ...all, spread: 1, inPlane: 50 / 125, count: 2 });
    expect(mapFigures(images, 2, 1)).toEqual({ fromClass: null, spread: null, inPlane: 36 / 64, count: 1 });
  });

  test("points are those of images that are there", () => {
    expect(pointsAt(images.places, [1, 3])).toEqual([{ x: 0, y: 5 }]);
  });
});
