/** Threads of Node that train whole networks beside the main one. */
import { Worker } from "node:worker_threads";
import type { FromThread, JobThreads } from "../workers/engine/jobs/messages";
import type { Platform } from "../workers/engine/tensor/backend";
import type { BackendName } from "../workers/protocol/api";

/** Up to `count` of them, each started when it is needed; they keep the process alive until they are ended. */
export function nodeJobs(count: number, backend: BackendName, platform: Platform): JobThreads {
  return {
    count,
    backend,
    start(onMessage, onDeath) {
      const worker = new Worker(new URL("./job-thread-entry.mjs", import.meta.url), {
        workerData: { wasm: platform.wasm },
      });
      worker.on("message", (message: FromThread) => onMessage(message));
      // An error that is not listened to would end the process; the thread's end follows it.
      worker.on("error", () => {});
      worker.once("exit", onDeath);
      return {
        post: (message) => worker.postMessage(message),
        terminate: () => void worker.terminate(),
      };
    },
    everySecond(look) {
      const timer = setInterval(look, 1000);
      return () => clearInterval(timer);
    },
  };
}
