/** What stays the same over a run, for those who look at it. */
import type { RunDescription } from "../protocol/events";
import type { Recipe } from "../protocol/recipe/recipe";
import type { PreparedDataset } from "./data/prepare";
import { objectiveOf } from "./matching/objectives";
import type { Network } from "./nets/network";
import { protocolSentence } from "./protocol-sentences";

/** @param backend name of the one that computes */
export function runDescription(
  recipe: Recipe,
  data: PreparedDataset,
  network: Network,
  backend: string,
): RunDescription {
  return {
    classNames: data.classNames,
    size: data.size,
    channels: data.channels,
    trainCount: data.train.count,
    testCount: data.test.count,
    terms: objectiveOf(recipe.method).terms(network, recipe),
    network: network.name,
    backend,
    protocol: protocolSentence(recipe, data, network),
  };
}
