/** A thread of the page's engine that trains whole networks until it is ended. */
import type { ToThread } from "./engine/jobs/messages";
import { serveJobs } from "./engine/jobs/server";
import type { Platform } from "./engine/tensor/backend";

let serve: ((message: ToThread) => void) | null = null;

/** The first message says where the binaries lie, the others are the pool's. */
self.onmessage = ({ data }: MessageEvent<{ wasm: Platform["wasm"] } | ToThread>) => {
  if ("wasm" in data) {
    serve = serveJobs(
      { wasm: data.wasm },
      { post: (message) => self.postMessage(message), now: () => performance.now() },
    );
  } else {
    serve?.(data);
  }
};
