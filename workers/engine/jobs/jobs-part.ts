/**
 * A part of a run that is made of independent jobs: done side by side where there are threads, one progress, results
 * in the order of the jobs. Its state holds the finished jobs. The weights that jobs are to keep go where the part says;
 * of a job that was cut off it goes on after its last complete epoch.
 */
import type { PartKind } from "../../protocol/events";
import type { Part } from "../part";
import { passesOf, restOf, type Job, type JobResult } from "./job";
import type { JobRunner, JobTask } from "./runner";

/** What has come of one job. */
export interface JobRecord {
  /** null until it is done. */
  readonly result: JobResult | null;
}

/** Where the weights go that jobs are to keep. */
export interface JobKeeping {
  /** How many each job keeps. */
  readonly count: number;
  /** Looks around before the jobs are begun: how many of each are there, from the first on without a gap. */
  look(): Promise<readonly number[]>;
  /** Those of a place; null if they cannot be had after all. */
  read(index: number, place: number): Promise<Float32Array | null>;
  /** @throws StudioError if they are no good: the job, and with it the part, then fails. */
  add(index: number, place: number, weights: Float32Array): void;
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
  /** For jobs that keep weights. */
  readonly keeping?: JobKeeping;
  /** The jobs one after the other, in groups. */
  readonly groups: readonly JobGroup[];
  /** The order in which jobs are begun; left out: as they stand. */
  readonly order?: readonly number[];
  /** Called whenever a job is done, in any order. */
  readonly onJob?: (index: number) => void;
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

const nothing: JobRecord = { result: null };
/** What stays of a job once the part is complete: its network belongs to those who took it. */
const spent: JobRecord = { result: { state: null, accuracies: [] } };

/** A part of independent jobs. */
export function jobsPart({ jobs }: { readonly jobs: JobRunner }, options: JobsPartOptions): Part {
  const { id, kind, title, stage, unit, cost, units, groups, keeping } = options;
  const unitsAfter = options.unitsAfter ?? ((passes: number) => passes);
  let records: readonly JobRecord[] = units.map(() => nothing);
  let reported = 0;
  /** Passes complete of the jobs that are not done. */
  const passes = units.map(() => 0);
  /** How many of the weights that they are to keep are there. */
  const kept = units.map(() => 0);

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

  function finish(index: number, result: JobResult): void {
    change(index, { result });
    options.onJob?.(index);
    report();
  }

  /** Jobs of which everything is there are done. */
  async function lookAround(looking: JobKeeping): Promise<void> {
    const there = await looking.look();
    units.forEach((_, index) => {
      if (records[index]!.result) return;
      kept[index] = there[index]!;
      if (kept[index] === looking.count) finish(index, spent.result!);
    });
  }

  function task(index: number): JobTask {
    /** Passes that an earlier call had done. */
    let done = 0;
    let goesOn = false;
    /** Made once: where a thread has died, the same job is done again. */
    let making: Promise<Job> | null = null;

    async function make(): Promise<Job> {
      const whole = await options.job(index);
      const there = kept[index]!;
      const last = there > 0 ? ((await keeping?.read(index, there - 1)) ?? null) : null;
      goesOn = last !== null;
      if (!goesOn) kept[index] = 0;
      const job = restOf(whole, there, last);
      done = passesOf(whole.legs) - passesOf(job.legs);
      passes[index] = done;
      return job;
    }

    return {
      make: () => (making ??= make()),
      onEpoch(epoch) {
        passes[index] = done + epoch.passes;
        // The first weights of a job that goes on are the last ones that it kept.
        const known = epoch.passes === 0 && goesOn;
        if (epoch.kept && !known) keeping?.add(index, kept[index]!++, epoch.kept);
      },
      onDone(result) {
        making = null;
        finish(index, result);
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
        if (keeping) await lookAround(keeping);
        yield* jobs.run(order.filter((i) => !records[i]!.result).map(task));
        records = units.map(() => spent);
      } finally {
        options.release?.();
      }
    },
    state: (): Promise<JobsState> => Promise.resolve({ records, reported }),
    restore(state) {
      const saved = state as JobsState;
      // Older studios had the weights in the records; what they hold is made again.
      const isOld = (record: object): boolean => keeping !== undefined && "kept" in record;
      records = saved.records.map((record) => (isOld(record) ? nothing : { result: record.result }));
      reported = saved.reported;
    },
  };
}
