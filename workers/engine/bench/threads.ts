/** The networks of a plan computed by several threads, and two experts with all threads and with one. */
import type { Case } from "../../protocol/bench";
import type { ShardSpec } from "../nets/open-shards";
import { sharded, type ShardExecutor } from "../nets/sharded";
import { convNet } from "../nets/convnet";
import type { Plan } from "./cases";
import { netOptionsOf, networkOf, type NetworkOf } from "./problem";
import { workloadOf, type Workload } from "./workloads";

/** Opens an executor for a network; null if there are no helpers. */
export type OpenShards = (spec: ShardSpec) => Promise<ShardExecutor | null>;

export interface ThreadedNetworks {
  readonly networkOf: NetworkOf;
  dispose(): void;
}

const shapeName = ({ width, size }: { width: number; size: number }): string => `${size}/${width}`;

/** Networks for every shape of a plan. The caller disposes them, which ends their threads. */
export async function threadedNetworks(plan: Plan, open: OpenShards): Promise<ThreadedNetworks> {
  const executors = new Map<string, ShardExecutor>();
  for (const one of [...plan.cases, plan.experts]) {
    if (executors.has(shapeName(one))) continue;
    const executor = await open({ net: netOptionsOf(one), largestBatch: 256 });
    if (executor) executors.set(shapeName(one), executor);
  }
  return {
    networkOf(shape) {
      const executor = executors.get(shapeName(shape));
      return executor ? sharded(convNet(netOptionsOf(shape)), executor) : networkOf(shape);
    },
    dispose: () => executors.forEach((executor) => executor.dispose()),
  };
}

/** Threads that train whole experts side by side. */
export interface ExpertPool {
  /** Trains `count` fresh experts, {@link expertEpochs} epochs of the case each; resolves when all are done. */
  train(one: Case, count: number): Promise<void>;
}

/** Epochs of each of the two experts: handing a job over is paid once for all of them, as in a run. */
export const expertEpochs = 3;

/** Two experts, {@link expertEpochs} epochs each. */
export interface ExpertPair {
  /** One after the other, by this thread alone. */
  oneByOne(): Promise<void>;
  /** By all threads: side by side in a pool, or one after the other with the batches of each cut across threads. */
  together(): Promise<void>;
  dispose(): void;
}

/** The caller disposes it; the pool stays its caller's. */
export function expertPair(experts: Case, threaded: NetworkOf, pool: ExpertPool | null): ExpertPair {
  const alone = workloadOf(experts);
  const shared = pool ? null : workloadOf(experts, threaded);
  const twice = async ({ run }: Workload): Promise<void> => {
    for (let epoch = 0; epoch < 2 * expertEpochs; epoch++) await run();
  };
  return {
    oneByOne: () => twice(alone),
    together: () => (shared ? twice(shared) : pool!.train(experts, 2)),
    dispose() {
      alone.dispose();
      shared?.dispose();
    },
  };
}
