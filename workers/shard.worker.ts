/** A helper thread of the page's engine: computes shards of minibatches until it is ended. */
import { runShardThread, type ShardTask } from "./engine/nets/open-shards";
import type { Platform } from "./engine/tensor/backend";

self.onmessage = ({ data }: MessageEvent<{ task: ShardTask; wasm: Platform["wasm"] }>) => {
  void runShardThread(data.task, { wasm: data.wasm }, () => self.postMessage("ready"));
};
