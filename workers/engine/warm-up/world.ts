/** What the trials of a warm-up compute with: a network as the run will have it, and parts that are not of any run. */
import type { Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import { Trajectories } from "../experts/trajectories";
import type { JobThreads } from "../jobs/messages";
import { pooledRunner } from "../jobs/pool";
import { localRunner, type JobRunner } from "../jobs/runner";
import { jobWorld } from "../jobs/world";
import { makeNetwork } from "../nets/make-network";
import type { Network } from "../nets/network";
import { forBackend, type ShardExecutor } from "../nets/sharded";
import type { Part, PartContext } from "../part";
import { planParts } from "../progressive/plan";
import { netOptions } from "../run-networks";
import { standInArtifacts, standInKey, standInNetworks } from "./stand-in";

export class TrialWorld {
  private constructor(
    readonly network: Network,
    private readonly data: PreparedDataset,
    private readonly jobs: JobRunner,
    private readonly seed: number,
  ) {}

  /**
   * @param data what jobs train and are tested on; it has pixels.
   * @param threads those that train networks side by side; they are ended with the world.
   */
  static open(
    recipe: Recipe,
    data: PreparedDataset,
    backend: string,
    executor: ShardExecutor | null,
    threads: JobThreads | null,
  ): TrialWorld {
    const net = netOptions(recipe, data);
    const network = forBackend(makeNetwork(net), backend, executor);
    const local = localRunner(jobWorld(data, net, backend, network));
    const jobs = threads ? pooledRunner(threads, { network: net, data: () => data, local }) : local;
    return new TrialWorld(network, data, jobs, recipe.seed);
  }

  get channels(): 1 | 3 {
    return this.data.channels;
  }

  /**
   * The part of that name in a run of the recipe, as it is when its turn comes.
   * @param data other images than the world's, for what is computed in this thread.
   */
  async part(id: string, recipe: Recipe, data = this.data): Promise<Part> {
    const networks = await standInNetworks(this.network, this.seed);
    const counted = planParts(this.context(recipe, data, networks, 0));
    const { kind, stage } = counted.find((one) => one.id === id)!;
    // A stage begins with those before it; what follows it has it, too; what stands behind all stages has all.
    const finished = stage === 0 ? recipe.stages.count : kind === "stage" ? stage - 1 : stage;
    return planParts(this.context(recipe, data, networks, finished)).find((one) => one.id === id)!;
  }

  private context(
    recipe: Recipe,
    data: PreparedDataset,
    networks: Awaited<ReturnType<typeof standInNetworks>>,
    finished: number,
  ): PartContext {
    const { network, jobs } = this;
    const made = standInArtifacts(recipe, data, networks, finished);
    const trajectories = new Trajectories("", null);
    networks.forEach(({ weights }, i) => trajectories.adopt([], new Map([[`${standInKey}/${i}`, weights]])));
    return {
      recipe,
      data,
      network,
      made,
      jobs,
      trajectories,
      // oxlint-disable-next-line require-yield -- those of a run would be waited for
      async *weights(_index, epoch) {
        return networks[epoch]!.weights;
      },
      prefetch() {},
      emit() {},
      due: () => false,
    };
  }

  dispose(): void {
    this.jobs.dispose();
  }
}
