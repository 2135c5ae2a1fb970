/** Where jobs are done: here, one after the other, or in threads, side by side. The results are the same. */
import type { EpochReport, Job, JobResult } from "./job";
import { runJob, type JobWorld } from "./run-job";

/** One job of several, and who is told about it. */
export interface JobTask {
  /** Makes the job when its turn comes. */
  make(): Promise<Job>;
  onEpoch(report: EpochReport): void;
  onDone(result: JobResult): void;
}

export interface JobRunner {
  /** Jobs that may be done at once; at 1 they are done here. */
  readonly width: number;
  /**
   * Does all tasks; yields often, and what it tells of a task it tells in order, but of several in any order. Ending
   * it early ends them and frees all that they hold.
   * @throws whatever a task throws; the others are then ended.
   */
  run(tasks: readonly JobTask[]): AsyncGenerator<void, void>;
  /** Whether jobs are under way in other threads. */
  readonly busy: boolean;
  /** Lets threads rest before their next step, or go on. */
  hold(on: boolean): void;
  /** Leaves a core to this thread while it computes beside the others. */
  reserve(on: boolean): void;
  /** Makes whoever waits in {@link JobRunner.run} look around at once. */
  rouse(): void;
  /** Ends all threads. */
  dispose(): void;
}

/** Does every job in this thread. */
export function localRunner(world: JobWorld): JobRunner {
  return {
    width: 1,
    busy: false,
    async *run(tasks) {
      for (const task of tasks) {
        task.onDone(yield* runJob(await task.make(), world, (report) => task.onEpoch(report)));
      }
    },
    hold() {},
    reserve() {},
    rouse() {},
    dispose() {},
  };
}
