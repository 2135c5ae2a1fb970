/** What the parts of a run compute with: its data, its network, and who trains whole networks for it. */
import type { Recipe } from "../protocol/recipe/recipe";
import type { Dataset } from "./data/dataset";
import { expectWhitening } from "./data/zca/whiten";
import { prepareDataset, type PreparedDataset } from "./data/prepare";
import type { JobThreads } from "./jobs/messages";
import { pooledRunner } from "./jobs/pool";
import { localRunner, type JobRunner } from "./jobs/runner";
import { jobWorld } from "./jobs/world";
import { givingWay } from "./nets/giving-way";
import { makeNetwork } from "./nets/make-network";
import type { Network } from "./nets/network";
import { forBackend, type ShardExecutor } from "./nets/sharded";
import { netOptions } from "./run-networks";

/** The cores and the back end that a run computes on. */
export interface RunCores {
  /** Name of the active back end, for the record. */
  readonly backend: string;
  /** Computes minibatches on several cores, see `shardSpec`; without it, this thread does. The run ends it. */
  readonly executor?: ShardExecutor | null;
  /** Threads that train whole networks side by side; with fewer than two, this one trains them. The run ends them. */
  readonly threads?: JobThreads | null;
}

export interface RunWorld {
  readonly data: PreparedDataset;
  readonly network: Network;
  readonly jobs: JobRunner;
}

/**
 * Prepares the data and the network of a recipe.
 * @throws StudioError `bad-recipe` if recipe and data do not fit together.
 */
export function runWorld(
  recipe: Recipe,
  dataset: Dataset,
  { backend, executor, threads }: RunCores,
): RunWorld {
  const { evaluation, seed } = recipe;
  const heldOut = evaluation.selection === "held-out" ? recipe.data.heldOut : 0;
  const data = prepareDataset(dataset, { ...recipe.data, heldOut, seed });
  if (recipe.data.zca) expectWhitening(data);
  const net = netOptions(recipe, dataset);
  const plain = makeNetwork(net);
  let jobs: JobRunner | null = null;
  // While other networks train on the other cores, the batches here are computed by this one alone.
  const polite = executor && givingWay(executor, plain, () => jobs?.busy ?? false);
  const network = forBackend(plain, backend, polite);
  const local = localRunner(jobWorld(data, net, backend, network));
  const several = threads && threads.count > 1;
  jobs = several ? pooledRunner(threads, { network: net, data: () => data, local }) : local;
  return { data, network, jobs };
}
