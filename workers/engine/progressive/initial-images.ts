/** What synthetic images start from, and the random real images they are compared with. */
import type { Recipe } from "../../protocol/recipe/recipe";
import { normaliseBatch } from "../data/normalise";
import type { PreparedDataset } from "../data/prepare";
import type { ImageBlock } from "../part";
import { Random } from "../tensor/random";

/**
 * Real images of each class in a random order under `label`; stage i takes the i-th group of ipc, so that no image is
 * used twice. Normalised, class by class.
 */
export function realBlock(data: PreparedDataset, recipe: Recipe, stage: number, label: string): Float32Array {
  const { ipc } = recipe.stages;
  const rows = data.byClass.flatMap((members, label_) => {
    const order = Random.stream(recipe.seed, `${label}/class ${label_}`).permutation(members.length);
    return Array.from(
      { length: ipc },
      (_, slot) => members[order[((stage - 1) * ipc + slot) % members.length]!]!,
    );
  });
  return normaliseBatch(data.train, Int32Array.from(rows), data.mean, data.std);
}

/** {@link realBlock} with hard labels, to train on. */
export function realImages(data: PreparedDataset, recipe: Recipe, stage: number, label: string): ImageBlock {
  return { images: realBlock(data, recipe, stage, label), labels: null, factor: 1 };
}

/** The images a stage starts from: real ones or standard normal noise, as the recipe says. */
export function initialBlock(data: PreparedDataset, recipe: Recipe, stage: number): Float32Array {
  if (recipe.matching.initialImages === "real") return realBlock(data, recipe, stage, "initial images");
  const random = Random.stream(recipe.seed, `stage ${stage}/initial noise`);
  const count = data.classNames.length * recipe.stages.ipc * data.size ** 2 * data.channels;
  return Float32Array.from({ length: count }, () => random.normal());
}
