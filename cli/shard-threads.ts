/** Threads of Node that compute shards beside the main one. */
import { Worker } from "node:worker_threads";
import {
  openShards,
  type ShardSpec,
  type ShardTask,
  type ShardThread,
} from "../workers/engine/nets/open-shards";
import type { Platform } from "../workers/engine/tensor/backend";
import type { ShardExecutor } from "../workers/engine/nets/sharded";

/** Starts `count` threads for a network; resolves to an executor that uses those that came up. */
export function nodeShards(
  spec: ShardSpec,
  count: number,
  platform: Platform,
): Promise<ShardExecutor | null> {
  return openShards(spec, count, (task) => startThread(task, platform.wasm));
}

function startThread(task: ShardTask, wasm: Platform["wasm"]): Promise<ShardThread> {
  const worker = new Worker(new URL("./shard-thread-entry.mjs", import.meta.url), {
    workerData: { task, wasm },
  });
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve({ terminate: () => void worker.terminate() }));
    worker.once("error", reject);
  });
}
