/**
 * The page's end of a worker: one Worker, one long-lived Comlink proxy, and the watchdog that Comlink lacks. When the
 * worker dies, every pending call is rejected and the worker is ended before anybody is told.
 */
import { wrap, type Remote } from "comlink";
import { StudioError, errorData, type StudioErrorData } from "../../workers/protocol/errors";

/** The part of a Worker that the client uses. */
export type WorkerLike = Pick<
  Worker,
  "postMessage" | "addEventListener" | "removeEventListener" | "terminate"
>;

type Call = (...list: never[]) => Promise<unknown>;
type Arguments<F> = F extends (...list: infer A) => unknown ? A : never;
type Result<F> = F extends (...list: never[]) => Promise<infer R> ? R : never;

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
  return new StudioError(data.code, data.message, data.hint, data.remedy);
}

/** {@link toStudioError} as plain data, for a store. */
export const errorDataOf = (thrown: unknown): StudioErrorData => toStudioError(thrown).toData();

export interface WorkerWords {
  /** What the worker is called in a sentence: "The engine". */
  readonly name: string;
  /** What to do once it has died. */
  readonly afterDeath: string;
}

/**
 * Milliseconds between a worker's last answer and its end. Chromium never lets go of a worker that is ended while
 * helpers of its own are just ending.
 */
const retirement = 3000;

export class WorkerClient<Api extends { [K in keyof Api]: Call }> {
  readonly #worker: WorkerLike;
  readonly #api: Remote<Api>;
  readonly #pending = new Set<(error: StudioError) => void>();
  #ended: StudioError | null = null;

  /** @param onDeath called once, after the worker has been ended */
  constructor(
    worker: WorkerLike,
    private readonly words: WorkerWords,
    private readonly onDeath: (error: StudioErrorData) => void,
  ) {
    this.#worker = worker;
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.die((event as ErrorEvent).message?.replace(/^Uncaught (Error: )?/, ""));
    });
    worker.addEventListener("messageerror", () => this.die("a message could not be read"));
    this.#api = wrap<Api>(worker as Worker);
  }

  /**
   * Calls the worker.
   * @throws StudioError as the worker reports it, or `worker-died` if it dies before it answers.
   */
  call<K extends keyof Api & string>(method: K, ...args: Arguments<Api[K]>): Promise<Result<Api[K]>> {
    const remote = (this.#api as Record<string, unknown>)[method] as (
      ...list: unknown[]
    ) => Promise<Result<Api[K]>>;
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#pending.add(reject);
      remote(...(args as unknown[]))
        .then(resolve, (thrown: unknown) => reject(toStudioError(thrown)))
        .finally(() => {
          this.#pending.delete(reject);
        });
    });
  }

  /** Ends the worker; pending calls are rejected, and nobody is told of a death. */
  dispose(): void {
    this.#end(new StudioError("worker-died", `${this.words.name} was ended.`, "Restart it to go on."));
  }

  /** Ends the worker, its work being done, once helpers of its own have come to their end. */
  retire(): void {
    setTimeout(() => this.dispose(), retirement);
  }

  protected die(reason: string | undefined): void {
    if (this.#ended) return;
    const error = new StudioError(
      "worker-died",
      `${this.words.name} stopped unexpectedly${reason ? `: ${reason}` : ""}.`,
      this.words.afterDeath,
    );
    this.#end(error);
    this.onDeath(error.toData());
  }

  /** What else is to be closed with the worker. */
  protected close(): void {}

  #end(error: StudioError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#worker.terminate();
    this.close();
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }
}
