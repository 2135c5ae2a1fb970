/** A thread of Node that serves shards until it is ended. */
import { parentPort, workerData } from "node:worker_threads";
import type { Platform } from "../workers/engine/tensor/backend";
import { runShardThread, type ShardTask } from "../workers/engine/nets/open-shards";

const { task, wasm } = workerData as { task: ShardTask; wasm: Platform["wasm"] };
await runShardThread(task, { wasm }, () => parentPort!.postMessage("ready"));
