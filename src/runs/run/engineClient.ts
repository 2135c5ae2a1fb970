/** The page's end of the worker that distils: its calls, and the one port on which its events come. */
import { transfer } from "comlink";
import type { DistillApi } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { RunEventBatch } from "../../../workers/protocol/events";
import { WorkerClient, type WorkerLike } from "../workerClient";

export interface EngineHandlers {
  readonly onEvents: (batch: RunEventBatch) => void;
  /** Called once, after the worker has been ended. */
  readonly onDeath: (error: StudioErrorData) => void;
}

export type ApiMethod = Exclude<keyof DistillApi, "connect">;

/** The distillation worker of this page. */
export function createDistillWorker(): Worker {
  return new Worker(new URL("../../../workers/distill.worker.ts", import.meta.url), {
    type: "module",
    name: "distill",
  });
}

const words = {
  name: "The engine",
  afterDeath:
    "Restart the engine; settings and loaded files are kept, and so is the run up to its last checkpoint.",
};

export class EngineClient extends WorkerClient<DistillApi> {
  readonly #port: MessagePort;

  /** Starts talking to `worker`; events flow from the first message on. */
  constructor(worker: WorkerLike, handlers: EngineHandlers) {
    super(worker, words, handlers.onDeath);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (message: MessageEvent<RunEventBatch>) => handlers.onEvents(message.data);
    this.call("connect", transfer(port2, [port2])).catch((error: Error) => this.die(error.message));
  }

  protected override close(): void {
    this.#port.close();
  }
}
