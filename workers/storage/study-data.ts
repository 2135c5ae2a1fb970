/** The data of a study's runs: all of them are on the images of the first, whatever files are loaded meanwhile, or none. */
import type { Dataset } from "../engine/data/dataset";
import { dataKey, type StudyPart } from "../protocol/experiments/study";
import type { Recipe } from "../protocol/recipe/recipe";
import { datasetOfRun } from "./kept-data";
import type { RunStore } from "./run-store";

/**
 * The data set for a new run.
 * @param study the one that the run is of, if it is of one.
 * @param loaded gives the data set of the files that are loaded, or the one that is drawn.
 * @throws StudioError `no-data` if the study's data were not kept and are not loaded.
 */
export async function datasetOfStudy(
  store: RunStore | null,
  recipe: Recipe,
  study: StudyPart | undefined,
  loaded: () => Promise<Dataset>,
): Promise<Dataset> {
  if (!store || !study || recipe.data.set === "shapes") return await loaded();
  const before = (await store.entries()).find(
    (entry) =>
      entry.study?.id === study.id && entry.data !== null && dataKey(entry.recipe) === dataKey(recipe),
  );
  return before?.data ? await datasetOfRun(store, before.data, loaded) : await loaded();
}
