import { describe, expect, it } from "vitest";
import { completeRecipe } from "../../../workers/protocol/recipe/defaults";
import { takenImages } from "./takenImages";

const digits = { trainCount: 60_000, testCount: 10_000, classNames: [..."0123456789"] };

describe("the images that a recipe takes", () => {
  it("are so many of each class", () => {
    const part = completeRecipe({ data: { trainPerClass: 500, testPerClass: 100 } });
    expect(takenImages(digits, part)).toEqual({ train: 5000, test: 1000 });
  });

  it("are all where no number is set, or there are no more", () => {
    for (const perClass of [0, 6000]) {
      const all = completeRecipe({ data: { trainPerClass: perClass, testPerClass: 0 } });
      expect(takenImages(digits, all)).toEqual({ train: 60_000, test: 10_000 });
    }
  });
});
