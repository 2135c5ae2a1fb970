/** Several back ends, one after the other, each with its threads: the whole benchmark, in Node and in a page's worker. */
import type { BackendChoice, BackendName, DeviceReport } from "../../protocol/api";
import type { BenchReport, BenchStep, MeasuredBackend } from "../../protocol/bench";
import type { Plan } from "./cases";
import { measureBackend } from "./measure";
import type { Rival } from "./rival";
import { summarise } from "./summary";
import { threadedNetworks, type ExpertPool, type OpenShards } from "./threads";

/** What Node or a page's worker provides. */
export interface Surroundings {
  /** Milliseconds from any origin, as `performance.now()` gives them. */
  now(): number;
  /** Activates a back end; rejects with a sentence if it cannot be used. */
  useBackend(choice: BackendChoice): Promise<DeviceReport>;
  /** Helper threads for a network. */
  openShards(spec: Parameters<OpenShards>[0], helpers: number): ReturnType<OpenShards>;
  /** Threads that train experts side by side, for as many workers; absent: batches are cut across threads instead. */
  openPool?(workers: number, plan: Plan): Promise<(ExpertPool & { dispose(): void }) | null>;
  /** Told what is being done, never while something is timed. */
  progress(step: BenchStep): void;
}

/** Best first, as the studio prefers them. */
const order: readonly BackendName[] = ["webgpu", "wasm", "cpu"];

/** The back ends to measure: `auto` is the one that the studio would take and all those that it prefers less. */
export async function backendsOf(
  choices: readonly BackendChoice[],
  { useBackend }: Pick<Surroundings, "useBackend">,
): Promise<BackendName[]> {
  const found = new Set<BackendName>();
  for (const choice of choices) {
    if (choice === "auto") {
      const { backend } = await useBackend("auto");
      for (const name of order.slice(order.indexOf(backend))) found.add(name);
    } else {
      found.add(choice);
    }
  }
  return order.filter((name) => found.has(name));
}

/** Measures back ends in this order; everything made for it is disposed, and its threads are ended. */
export async function measureBackends(
  names: readonly BackendName[],
  plan: Plan,
  rival: Rival | null,
  around: Surroundings,
): Promise<MeasuredBackend[]> {
  const measured: MeasuredBackend[] = [];
  for (const name of names) {
    const { adapter, threads } = await around.useBackend(name);
    const networks =
      threads > 1 ? await threadedNetworks(plan, (spec) => around.openShards(spec, threads - 1)) : null;
    const pool = networks && around.openPool ? await around.openPool(threads, plan) : null;
    try {
      const report = await measureBackend(name, {
        plan,
        clock: () => around.now(),
        rival,
        threaded: networks && { networkOf: networks.networkOf, threads, pool },
        progress: (step) => around.progress(step),
      });
      measured.push({ ...report, adapter });
    } finally {
      pool?.dispose();
      networks?.dispose();
    }
  }
  return measured;
}

/** What a report is made of, beside the judged figures. */
export interface Measured<Machine> {
  readonly machine: Machine;
  readonly backends: readonly MeasuredBackend[];
  readonly rival: Rival | null;
  readonly rivalReason: string | null;
  readonly quick: boolean;
  readonly seconds: number;
}

/** The report: the judged figures first, then all that they were drawn from. */
export function reportOf<Machine>({ backends, rival, ...rest }: Measured<Machine>): BenchReport<Machine> {
  return {
    ...summarise(backends),
    ...rest,
    rival: rival && { name: rival.name, threads: rival.threads },
    backends,
  };
}
