/** The benchmark's result as one JSON object: the judged figures first, then all that they were drawn from. */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import type { BackendReport } from "../../workers/engine/bench/measure";
import { summarise, type Summary } from "../../workers/engine/bench/summary";
import type { Rival } from "../../workers/engine/bench/rival";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Programs that wanted to compute in the minute before the benchmark began. */
  readonly loadBefore: number;
}

/** A back end's figures with what it runs on. */
export interface MeasuredBackend extends BackendReport {
  /** The adapter or instruction set. */
  readonly adapter: string;
}

export interface BenchReport extends Summary {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly rival: { readonly name: string; readonly threads: number } | null;
  /** Why there is no rival, where one was asked for. */
  readonly rivalReason: string | null;
  readonly seconds: number;
  readonly backends: readonly MeasuredBackend[];
}

/** This machine. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    loadBefore: loadavg()[0] ?? 0,
  };
}

export interface Measured {
  readonly machine: Machine;
  readonly backends: readonly MeasuredBackend[];
  readonly rival: Rival | null;
  readonly rivalReason: string | null;
  readonly quick: boolean;
  readonly seconds: number;
}

export function reportOf({ backends, rival, ...rest }: Measured): BenchReport {
  return {
    ...summarise(backends),
    ...rest,
    rival: rival && { name: rival.name, threads: rival.threads },
    backends,
  };
}
