/** How many of a data set's images a recipe takes. */
import type { DatasetDescription } from "../../../workers/protocol/api";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";

type Counts = Pick<DatasetDescription, "trainCount" | "testCount" | "classNames">;

/** Training and test images that a recipe takes of those there are, if no class is short of them. */
export function takenImages(
  { trainCount, testCount, classNames }: Counts,
  { data }: Pick<Recipe, "data">,
): { readonly train: number; readonly test: number } {
  const taken = (all: number, perClass: number): number =>
    perClass > 0 ? Math.min(all, perClass * classNames.length) : all;
  return { train: taken(trainCount, data.trainPerClass), test: taken(testCount, data.testPerClass) };
}
