/**
 * The benchmark: a worker of its own, which lives for one measurement. It is never begun beside a run, and ending the
 * worker, with the threads and the GPU's device that it has opened, is how it is cancelled.
 */
import { proxy } from "comlink";
import { createStore } from "zustand/vanilla";
import type { BenchApi, BenchList, BenchReport, BenchRequest, BenchStep } from "../../workers/protocol/bench";
import type { StudioErrorData } from "../../workers/protocol/errors";
import { isUnderWay } from "./run/runModel";
import { runStore } from "./run/runStore";
import { errorDataOf, WorkerClient } from "./workerClient";

export interface BenchModel {
  readonly state: "none" | "running" | "finished" | "cancelled" | "failed";
  /** What the address asks for, or the person has chosen. */
  readonly list: BenchList;
  /** Null until the first word of the worker. */
  readonly step: BenchStep | null;
  /** Of the last one that finished. */
  readonly report: BenchReport | null;
  readonly error: StudioErrorData | null;
}

export const benchStore = createStore<BenchModel>(() => ({
  state: "none",
  list: "quick",
  step: null,
  report: null,
  error: null,
}));

const words = { name: "The benchmark", afterDeath: "Try again, or measure another back end." };

let client: WorkerClient<BenchApi> | null = null;

// A run that begins all the same, taken up from the library for instance, is not to be disturbed.
runStore.subscribe(({ phase }) => {
  if (client && isUnderWay(phase)) cancelBenchmark();
});

/** Chooses what is measured. */
export function chooseBenchList(list: BenchList): void {
  benchStore.setState({ list });
}

/**
 * Measures; resolves when that has ended, whichever way, and the store says which. Does nothing while another benchmark
 * or a run is under way: they would disturb each other.
 */
export async function startBenchmark(request: BenchRequest): Promise<void> {
  if (client || isUnderWay(runStore.getState().phase)) return;
  const worker = new Worker(new URL("../../workers/bench.worker.ts", import.meta.url), {
    type: "module",
    name: "bench",
  });
  const mine = new WorkerClient<BenchApi>(worker, words, () => {});
  client = mine;
  benchStore.setState({ state: "running", list: request.list, step: null, report: null, error: null });
  const onStep = (step: BenchStep): void => {
    if (client === mine) benchStore.setState({ step });
  };
  try {
    const report = await mine.call("measure", request, proxy(onStep));
    if (client === mine) benchStore.setState({ state: "finished", report });
  } catch (thrown) {
    if (client === mine) benchStore.setState({ state: "failed", error: errorDataOf(thrown) });
  } finally {
    mine.retire();
    if (client === mine) client = null;
  }
}

/** Ends the benchmark under way; what it has measured is lost. */
export function cancelBenchmark(): void {
  const mine = client;
  client = null;
  if (mine) benchStore.setState({ state: "cancelled", step: null });
  mine?.dispose();
}
