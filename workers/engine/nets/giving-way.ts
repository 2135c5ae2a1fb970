/** Cores are shared: while others use them all, shards are computed in this thread, with the same bits. */
import type { Network } from "./network";
import { localExecutor, type ShardExecutor } from "./sharded";

/** An executor that asks before every call: `several`, or this thread alone while `others` compute. */
export function givingWay(several: ShardExecutor, network: Network, others: () => boolean): ShardExecutor {
  const alone = localExecutor(network);
  const chosen = (): ShardExecutor => (others() ? alone : several);
  return {
    gradients: (...shards) => chosen().gradients(...shards),
    steps: (...shards) => chosen().steps(...shards),
    products: (...shards) => chosen().products(...shards),
    dispose: () => several.dispose(),
  };
}
