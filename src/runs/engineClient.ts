/**
 * The page's end of the worker: one Worker, one long-lived Comlink proxy, one event port, and the watchdog that
 * Comlink lacks. When the worker dies, every pending call is rejected and the worker is ended before anybody is told.
 */
import { transfer, wrap, type Remote } from "comlink";
import type { DistillApi } from "../../workers/protocol/api";
import { StudioError, errorData, type StudioErrorData } from "../../workers/protocol/errors";
import type { RunEventBatch } from "../../workers/protocol/events";

export interface EngineHandlers {
  readonly onEvents: (batch: RunEventBatch) => void;
  /** Called once, after the worker has been ended. */
  readonly onDeath: (error: StudioErrorData) => void;
}

/** The part of a Worker that the client uses. */
export type WorkerLike = Pick<
  Worker,
  "postMessage" | "addEventListener" | "removeEventListener" | "terminate"
>;

export type ApiMethod = Exclude<keyof DistillApi, "connect">;
type Result<K extends ApiMethod> = Awaited<ReturnType<DistillApi[K]>>;

function isErrorData(thrown: unknown): thrown is StudioErrorData {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "message" in thrown &&
    "hint" in thrown
  );
}

/** Whatever a call was rejected with, as an error for people. */
export function toStudioError(thrown: unknown): StudioError {
  if (thrown instanceof StudioError) return thrown;
  const data = isErrorData(thrown) ? thrown : errorData(thrown);
  return new StudioError(data.code, data.message, data.hint);
}

/** The distillation worker of this page. */
export function createDistillWorker(): Worker {
  return new Worker(new URL("../../workers/distill.worker.ts", import.meta.url), {
    type: "module",
    name: "distill",
  });
}

export class EngineClient {
  readonly #worker: WorkerLike;
  readonly #api: Remote<DistillApi>;
  readonly #port: MessagePort;
  readonly #pending = new Set<(error: StudioError) => void>();
  #ended: StudioError | null = null;

  /** Starts talking to `worker`; events flow from the first message on. */
  constructor(
    worker: WorkerLike,
    private readonly handlers: EngineHandlers,
  ) {
    this.#worker = worker;
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#die((event as ErrorEvent).message?.replace(/^Uncaught (Error: )?/, ""));
    });
    worker.addEventListener("messageerror", () => this.#die("a message could not be read"));
    this.#api = wrap<DistillApi>(worker as Worker);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (message: MessageEvent<RunEventBatch>) => handlers.onEvents(message.data);
    this.#settle(this.#api.connect(transfer(port2, [port2]))).catch((error: StudioError) => {
      this.#die(error.message);
    });
  }

  /**
   * Calls the worker.
   * @throws StudioError as the worker reports it, or `worker-died` if it dies before it answers.
   */
  call<K extends ApiMethod>(method: K, ...args: Parameters<DistillApi[K]>): Promise<Result<K>> {
    const remote = this.#api[method] as unknown as (...list: unknown[]) => Promise<Result<K>>;
    return this.#settle(() => remote(...args));
  }

  /** Ends the worker; pending calls are rejected, and nobody is told of a death. */
  dispose(): void {
    this.#end(new StudioError("worker-died", "The engine was ended.", "Restart it to go on."));
  }

  #settle<T>(work: Promise<T> | (() => Promise<T>)): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#pending.add(reject);
      const answer = typeof work === "function" ? work() : work;
      answer
        .then(resolve, (thrown: unknown) => reject(toStudioError(thrown)))
        .finally(() => {
          this.#pending.delete(reject);
        });
    });
  }

  #die(reason: string | undefined): void {
    if (this.#ended) return;
    const error = new StudioError(
      "worker-died",
      `The engine stopped unexpectedly${reason ? `: ${reason}` : ""}.`,
      "Restart the engine; settings and loaded files are kept, the run itself starts anew.",
    );
    this.#end(error);
    this.handlers.onDeath(error.toData());
  }

  #end(error: StudioError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#worker.terminate();
    this.#port.close();
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }
}
