/** A thread of Node that trains whole networks until it is ended. */
import { parentPort, workerData } from "node:worker_threads";
import type { ToThread } from "../workers/engine/jobs/messages";
import { serveJobs } from "../workers/engine/jobs/server";
import type { Platform } from "../workers/engine/tensor/backend";

const { wasm } = workerData as { wasm: Platform["wasm"] };
const port = parentPort!;
const serve = serveJobs(
  { wasm },
  { post: (message) => port.postMessage(message), now: () => performance.now() },
);
port.on("message", (message: ToThread) => serve(message));
