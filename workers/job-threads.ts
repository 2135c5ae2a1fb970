/** Workers that train whole networks beside the engine's own. */
import type { FromThread, JobThreads } from "./engine/jobs/messages";
import type { Platform } from "./engine/tensor/backend";
import type { BackendName } from "./protocol/api";

/** Up to `count` of them, each started when it is needed. */
export function workerJobs(count: number, backend: BackendName, platform: Platform): JobThreads {
  return {
    count,
    backend,
    start(onMessage, onDeath) {
      const worker = new Worker(new URL("./job.worker.ts", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }: MessageEvent<FromThread>) => onMessage(data);
      worker.onerror = () => {
        worker.terminate();
        onDeath();
      };
      worker.postMessage({ wasm: platform.wasm });
      return {
        post: (message) => worker.postMessage(message),
        terminate: () => worker.terminate(),
      };
    },
    everySecond(look) {
      const timer = setInterval(look, 1000);
      return () => clearInterval(timer);
    },
  };
}
