/** What the pool and its threads tell each other, and the few words of shared memory by which a thread is held or called off. */
import type { StudioErrorData } from "../../protocol/errors";
import type { BackendName } from "../../protocol/api";
import type { NetworkOptions } from "../nets/network-options";
import type { EpochReport, Job, JobData, JobResult } from "./job";

/** What a thread needs before its first job. */
export interface ThreadSetup {
  readonly backend: BackendName;
  /** The run's own network. */
  readonly network: NetworkOptions;
  /** In shared memory, so that threads hold it once. */
  readonly data: JobData;
  readonly control: Int32Array;
}

export type ToThread =
  | { readonly kind: "setup"; readonly setup: ThreadSetup }
  /** Ids grow from 1 on. */
  | { readonly kind: "job"; readonly id: number; readonly job: Job };

export type FromThread =
  /** A sign of life, several times a second. */
  | { readonly kind: "tick" }
  | { readonly kind: "epoch"; readonly id: number; readonly report: EpochReport }
  /** `tensors`: how many the thread holds now; for those who look for leaks. */
  | { readonly kind: "done"; readonly id: number; readonly result: JobResult; readonly tensors: number }
  /** Called off. */
  | { readonly kind: "ended"; readonly id: number; readonly tensors: number }
  | { readonly kind: "failed"; readonly id: number; readonly error: StudioErrorData }
  /** The thread cannot work at all. */
  | { readonly kind: "unusable"; readonly message: string };

/**
 * Words of a thread's control: 1 while it is to rest, the id of the job that is called off, and a counter that the
 * thread moves on with every step.
 */
export const control = { hold: 0, calledOff: 1, beats: 2, words: 3 } as const;

/** A thread as the pool sees it. */
export interface JobThread {
  post(message: ToThread): void;
  terminate(): void;
}

/** Threads in which jobs can be done; how they are started is the surroundings' business. */
export interface JobThreads {
  /** How many there may be. */
  readonly count: number;
  /** What they compute on. */
  readonly backend: BackendName;
  /**
   * Starts one; it must call `serveJobs`.
   * @param onDeath called once if it ends unasked, or does not come up.
   */
  start(onMessage: (message: FromThread) => void, onDeath: () => void): JobThread;
  /** Calls back about once a second, until what it returns is called. */
  everySecond(look: () => void): () => void;
}
