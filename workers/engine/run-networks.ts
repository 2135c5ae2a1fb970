/** The network of a recipe on a data set, and what computes its batches on several cores. */
import { totalIpc, type Recipe } from "../protocol/recipe/recipe";
import type { Dataset } from "./data/dataset";
import type { NetworkOptions } from "./nets/network-options";
import type { ShardSpec } from "./nets/open-shards";
import type { ShardExecutor } from "./nets/sharded";

/** The run's own network. */
export function netOptions(
  recipe: Recipe,
  { channels, classNames }: Pick<Dataset, "channels" | "classNames">,
): NetworkOptions {
  const { depth, width, norm } = recipe.network;
  const { size } = recipe.data;
  return { architecture: "convnet", depth, width, norm, size, channels, classes: classNames.length };
}

/** What an executor for a run of this recipe must be made for. */
export function shardSpec(recipe: Recipe, dataset: Dataset): ShardSpec {
  return {
    net: netOptions(recipe, dataset),
    largestBatch: Math.max(
      256, // what gradient matching trains its networks on
      recipe.evaluation.batchSize,
      recipe.experts.batchSize,
      recipe.matching.batchSize,
      recipe.bilevel.realBatch,
      dataset.classNames.length * totalIpc(recipe), // DCC matches all images at once
    ),
  };
}

/** What `make` makes; where it throws, nobody will end the executor that it was given, so that it is ended here. */
export function endingOnError<T>(executor: ShardExecutor | null | undefined, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    executor?.dispose();
    throw thrown;
  }
}
