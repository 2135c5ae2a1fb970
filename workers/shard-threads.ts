/** Helper workers that compute shards beside the engine's own. */
import { openShards, type ShardSpec, type ShardTask, type ShardThread } from "./engine/nets/open-shards";
import type { ShardExecutor } from "./engine/nets/sharded";
import type { Platform } from "./engine/tensor/backend";

/** Starts helpers for a network; resolves to an executor over those that came up, or null if none did. */
export function workerShards(
  spec: ShardSpec,
  helpers: number,
  platform: Platform,
): Promise<ShardExecutor | null> {
  return openShards(spec, helpers, (task) => startThread(task, platform.wasm));
}

function startThread(task: ShardTask, wasm: Platform["wasm"]): Promise<ShardThread> {
  const worker = new Worker(new URL("./shard.worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve({ terminate: () => worker.terminate() });
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
    worker.postMessage({ task, wasm });
  });
}
