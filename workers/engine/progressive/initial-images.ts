/** What synthetic images start from, and the random real images they are compared with. */
import { coresetMethods, type CoresetMethod } from "../../protocol/recipe/evaluation";
import type { Recipe } from "../../protocol/recipe/recipe";
import { stageMembers } from "../alignment/real-data";
import { coresetBlock } from "../coresets/blocks";
import { normaliseBatch } from "../data/normalise";
import type { PreparedDataset } from "../data/prepare";
import type { ImageBlock, PartContext } from "../part";
import { Random } from "../tensor/random";

/**
 * Real images of each class in a random order under `label`; stage i takes the i-th group of ipc, so that no image is
 * used twice. Normalised, class by class.
 * @param byClass rows of the training images that may be taken.
 */
function realBlock(
  data: PreparedDataset,
  recipe: Recipe,
  stage: number,
  label: string,
  byClass: readonly Int32Array[],
): Float32Array {
  const { ipc } = recipe.stages;
  const rows = byClass.flatMap((members, label_) => {
    const order = Random.stream(recipe.seed, `${label}/class ${label_}`).permutation(members.length);
    return Array.from(
      { length: ipc },
      (_, slot) => members[order[((stage - 1) * ipc + slot) % members.length]!]!,
    );
  });
  return normaliseBatch(data.train, Int32Array.from(rows), data.mean, data.std);
}

/** A stage's share of random real images with hard labels, to train on; `label` names the draw. */
export function realImages(data: PreparedDataset, recipe: Recipe, stage: number, label: string): ImageBlock {
  return { images: realBlock(data, recipe, stage, label, data.byClass), labels: null, factor: 1 };
}

/**
 * The images a stage starts from: random real ones among those that the stage trains on, those of a coreset, or standard
 * normal noise, as the recipe says.
 */
export function initialBlock(
  { data, recipe, made }: Pick<PartContext, "data" | "recipe" | "made">,
  stage: number,
): Float32Array {
  const kind = recipe.matching.initialImages;
  if (kind === "real") {
    return realBlock(data, recipe, stage, "initial images", stageMembers({ data, recipe, made }, stage));
  }
  const picks = coresetMethods.some((each) => each === kind)
    ? made.coresets[kind as CoresetMethod]
    : undefined;
  if (picks) return coresetBlock(data, picks, recipe.stages.ipc, stage);
  const random = Random.stream(recipe.seed, `stage ${stage}/initial noise`);
  const count = data.classNames.length * recipe.stages.ipc * data.size ** 2 * data.channels;
  return Float32Array.from({ length: count }, () => random.normal());
}
