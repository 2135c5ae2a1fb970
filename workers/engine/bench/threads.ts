/** The networks of a plan computed by several threads, and what that gains: two experts, with all threads and with one. */
import type { ShardSpec } from "../nets/open-shards";
import { sharded, type ShardExecutor } from "../nets/sharded";
import { convNet } from "../nets/convnet";
import type { Case, Plan } from "./cases";
import { netOptionsOf, networkOf, type NetworkOf } from "./problem";

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
  for (const one of [...plan.cases, expertsCase]) {
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

/** An epoch of an expert: what two experts take is twice this, with all threads on each in turn or with one alone. */
export const expertsCase: Case = { kind: "expert-epoch", width: 32, size: 32, batch: 256, studentSteps: 1 };
