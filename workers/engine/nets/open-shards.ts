/** Setting up shared shards: the memory, the threads, the executor over them; and what such a thread does. */
import { activate, type Platform } from "../tensor/backend";
import type { ConvNetOptions } from "./convnet";
import { makeNetwork } from "./make-network";
import type { Network } from "./network";
import type { NetworkOptions } from "./network-options";
import { allocateShards, shardLayout, type ShardLayout } from "./shard-buffer";
import { serveShards } from "./shard-server";
import { largestShard, mostShards, type ShardExecutor } from "./sharded";
import { sharedExecutor } from "./shared-executor";

/** A network whose batches are computed in shards: a ConvNet with instance norm if it does not say otherwise. */
export type ShardedNet = ConvNetOptions & Partial<NetworkOptions>;

const networkOf = (net: ShardedNet): Network =>
  makeNetwork({ architecture: "convnet", norm: "instance", ...net });

/** What a thread needs to serve; structured-cloneable. */
export interface ShardTask {
  readonly net: ShardedNet;
  readonly layout: ShardLayout;
  readonly buffer: SharedArrayBuffer;
}

/** A thread that serves. */
export interface ShardThread {
  terminate(): void;
}

export interface ShardSpec {
  readonly net: ShardedNet;
  /** Largest batch that will be asked for. */
  readonly largestBatch: number;
}

/** More threads than shards would only wait. */
export const mostHelpers = mostShards - 1;

/**
 * Starts `count` helper threads and resolves, once they listen, to an executor over those that came up; null if none.
 * @param start starts one thread and resolves when it is about to serve.
 */
export async function openShards(
  { net, largestBatch }: ShardSpec,
  count: number,
  start: (task: ShardTask) => Promise<ShardThread>,
): Promise<ShardExecutor | null> {
  const helpers = Math.min(count, mostHelpers);
  if (helpers < 1) return null;
  const network = networkOf(net);
  // Enough even if only one of the helpers comes up.
  const slots = Math.ceil(mostShards / 2);
  const layout = shardLayout(
    network,
    slots,
    largestShard(largestBatch),
    net.size ** 2 * net.channels,
    net.classes,
  );
  const tasks = Array.from({ length: helpers }, () => ({ net, layout, buffer: allocateShards(layout) }));
  const started = await Promise.allSettled(tasks.map(start));
  const ready = tasks.flatMap((task, i) => {
    const outcome = started[i]!;
    return outcome.status === "fulfilled" ? [{ task, thread: outcome.value }] : [];
  });
  if (ready.length === 0) return null;
  const buffers = ready.map(({ task }) => task.buffer);
  return sharedExecutor(network, buffers, layout, () => ready.forEach(({ thread }) => thread.terminate()));
}

/** The whole life of a helper thread: its own wasm back end, then serving until told to quit. */
export async function runShardThread(task: ShardTask, platform: Platform, ready: () => void): Promise<void> {
  await activate("wasm", platform);
  const { size, channels } = task.net;
  const network = networkOf(task.net);
  ready();
  serveShards(network, task.buffer, task.layout, [size, size, channels]);
}
