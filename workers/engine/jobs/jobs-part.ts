/**
 * A part of a run that is made of independent jobs: done side by side where there are threads, one progress, results
 * in the order of the jobs. Its state holds the finished jobs, and of the others the weights that they were to keep,
 * so that an expert goes on after its last complete epoch.
 */
import type { PartKind } from "../../protocol/events";
import type { Part } from "../part";
import { passesOf, restOf, type Job, type JobResult } from "./job";
import type { JobRunner, JobTask } from "./runner";

/** What has come of one job. */
export interface JobRecord {
  /** The weights that it was to keep, so far. */
  readonly kept: readonly Float32Array[];
  /** null until it is done. */
  readonly result: JobResult | null;
}

/** Jobs that are reported together once all of them are done. */
export interface JobGroup {
  readonly count: number;
  /** Called once, after the groups before, with the group's records in the order of its jobs. */
  done(records: readonly JobRecord[]): void;
}

export interface JobsPartOptions {
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  readonly stage: number;
  readonly unit: string;
  /** Relative cost of a unit, see `Part.cost`. */
  readonly cost: number;
  /** Units in each job; its length is the number of jobs. */
  readonly units: readonly number[];
  /** Units complete after so many passes of a job; left out: each pass is one. */
  readonly unitsAfter?: (passes: number, index: number) => number;
  /** Makes a job; called when its turn comes. */
  readonly job: (index: number) => Promise<Job>;
  /** The jobs one after the other, in groups. */
  readonly groups: readonly JobGroup[];
  /** The order in which jobs are begun; left out: as they stand. */
  readonly order?: readonly number[];
  /** Called whenever a job is done, in any order. */
  readonly onJob?: (index: number, record: JobRecord) => void;
  /** Called when the work ends in any way: what jobs shared can be let go. */
  readonly release?: () => void;
  /** See `Part.mayBeOvertaken`. */
  readonly mayBeOvertaken?: () => boolean;
}

interface JobsState {
  readonly records: readonly JobRecord[];
  /** Groups that were reported. */
  readonly reported: number;
}

const nothing: JobRecord = { kept: [], result: null };
/** What stays of a job once the part is complete: its weights belong to those who took them. */
const spent: JobRecord = { kept: [], result: { state: null, accuracies: [] } };

/** A part of independent jobs. */
export function jobsPart({ jobs }: { readonly jobs: JobRunner }, options: JobsPartOptions): Part {
  const { id, kind, title, stage, unit, cost, units, groups } = options;
  const unitsAfter = options.unitsAfter ?? ((passes: number) => passes);
  let records: readonly JobRecord[] = units.map(() => nothing);
  let reported = 0;
  /** Passes complete of the jobs that are not done. */
  const passes = units.map(() => 0);

  function change(index: number, record: JobRecord): void {
    records = records.map((old, i) => (i === index ? record : old));
  }

  function report(): void {
    let from = groups.slice(0, reported).reduce((sum, { count }) => sum + count, 0);
    for (const group of groups.slice(reported)) {
      const own = records.slice(from, (from += group.count));
      if (own.some(({ result }) => !result)) return;
      reported++;
      group.done(own);
    }
  }

  function task(index: number): JobTask {
    const before = records[index]!.kept;
    /** Passes that an earlier call had done. */
    let done = 0;
    return {
      async make() {
        const whole = await options.job(index);
        const job = restOf(whole, before);
        done = passesOf(whole.legs) - passesOf(job.legs);
        passes[index] = done;
        return job;
      },
      onEpoch(epoch) {
        passes[index] = done + epoch.passes;
        const { kept } = records[index]!;
        // The first weights of a job that goes on are the last ones that it kept.
        const known = epoch.passes === 0 && before.length > 0;
        if (epoch.kept && !known) change(index, { kept: [...kept, epoch.kept], result: null });
      },
      onDone(result) {
        change(index, { ...records[index]!, result });
        options.onJob?.(index, records[index]!);
        report();
      },
    };
  }

  return {
    id,
    kind,
    title,
    stage,
    unit,
    total: units.reduce((a, b) => a + b, 0),
    cost,
    get done() {
      return records.reduce(
        (sum, { result }, i) => sum + (result ? units[i]! : Math.min(units[i]!, unitsAfter(passes[i]!, i))),
        0,
      );
    },
    get mayBeOvertaken() {
      return jobs.width > 1 && (options.mayBeOvertaken?.() ?? false);
    },
    async *work() {
      const order = options.order ?? units.map((_, i) => i);
      try {
        yield* jobs.run(order.filter((i) => !records[i]!.result).map(task));
        records = units.map(() => spent);
      } finally {
        options.release?.();
      }
    },
    state: (): Promise<JobsState> => Promise.resolve({ records, reported }),
    restore(state) {
      const saved = state as JobsState;
      records = saved.records;
      reported = saved.reported;
    },
  };
}
