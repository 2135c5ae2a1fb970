/** The far side of the pool: a thread that does jobs on its own back end, one at a time, until it is ended. */
import { errorData } from "../../protocol/errors";
import { activate, type Platform } from "../tensor/backend";
import { memoryUse } from "../tensor/memory";
import { control, type FromThread, type ThreadSetup, type ToThread } from "./messages";
import type { JobWorld } from "./run-job";
import { runJob } from "./run-job";
import { jobWorld } from "./world";

/** Milliseconds between two signs of life. */
const tickInterval = 50;

export interface ServerPort {
  post(message: FromThread): void;
  /** Milliseconds on any clock that only moves forward. */
  now(): number;
}

/**
 * Answers messages in the order in which they come.
 * @returns what is to be called with each message.
 */
export function serveJobs(platform: Platform, port: ServerPort): (message: ToThread) => void {
  let words = new Int32Array(control.words);
  let world: JobWorld | null = null;
  let lastTick = port.now();

  async function prepare(setup: ThreadSetup): Promise<void> {
    words = setup.control as typeof words;
    await activate(setup.backend, platform);
    world = jobWorld(setup.data, setup.network, setup.backend);
    Atomics.add(words, control.beats, 1);
  }

  const calledOff = (id: number): boolean => Atomics.load(words, control.calledOff) === id;

  /** Rests while the pool says so; true if the job is called off. */
  function mustEnd(id: number): boolean {
    while (!calledOff(id) && Atomics.load(words, control.hold) === 1) Atomics.wait(words, control.hold, 1);
    return calledOff(id);
  }

  async function work({ id, job }: Extract<ToThread, { kind: "job" }>): Promise<void> {
    const steps = runJob(job, world!, (report) => port.post({ kind: "epoch", id, report }));
    for (;;) {
      if (mustEnd(id)) {
        await steps.return(undefined as never);
        return port.post({ kind: "ended", id, tensors: memoryUse().tensors });
      }
      const { done, value } = await steps.next();
      Atomics.add(words, control.beats, 1);
      if (done) return port.post({ kind: "done", id, result: value, tensors: memoryUse().tensors });
      if (port.now() - lastTick < tickInterval) continue;
      lastTick = port.now();
      port.post({ kind: "tick" });
    }
  }

  async function answer(message: ToThread): Promise<void> {
    if (message.kind === "setup") {
      await prepare(message.setup).catch((thrown: unknown) =>
        port.post({ kind: "unusable", message: errorData(thrown).message }),
      );
    } else {
      await work(message).catch((thrown: unknown) =>
        port.post({ kind: "failed", id: message.id, error: errorData(thrown) }),
      );
    }
  }

  let last = Promise.resolve();
  return (message) => {
    last = last.then(() => answer(message));
  };
}
