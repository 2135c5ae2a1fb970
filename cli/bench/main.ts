/** `bench` from arguments to exit status: 0 measured, 1 failed, 2 bad input. */
import { fullPlan, quickPlan, type Plan } from "../../workers/engine/bench/cases";
import { measureBackend } from "../../workers/engine/bench/measure";
import { threadedNetworks, type ExpertPool } from "../../workers/engine/bench/threads";
import type { ShardSpec } from "../../workers/engine/nets/open-shards";
import type { ShardExecutor } from "../../workers/engine/nets/sharded";
import type { Rival } from "../../workers/engine/bench/rival";
import type { BackendChoice, BackendName, DeviceReport } from "../../workers/protocol/api";
import { errorData } from "../../workers/protocol/errors";
import { BadInput, isBadInput } from "../distill/bad-input";
import { parseArguments, usage, type Arguments } from "./arguments";
import { machine, reportOf, type MeasuredBackend } from "./report";
import { tableText } from "./table";

/** The surroundings of the command. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard error is a terminal, which can show progress. */
  readonly terminal: boolean;
  /** Milliseconds from any origin. */
  now(): number;
  useBackend(choice: BackendChoice): Promise<DeviceReport>;
  /** Helper threads for a network. */
  openShards(spec: ShardSpec, helpers: number): Promise<ShardExecutor | null>;
  /** Threads that train experts side by side, for as many workers; absent: batches are cut across threads instead. */
  openPool?(workers: number): Promise<(ExpertPool & { dispose(): void }) | null>;
  /** Starts PyTorch, or says in a sentence why it cannot. */
  startTorch(): Promise<(Rival & { end(): void }) | string>;
  /** In place of the full and the quick plan. */
  readonly plan?: Plan;
}

/** Where no line can be rewritten, one is added at most this often. */
const quietMilliseconds = 30_000;

/** Best first, as the studio prefers them. */
const order: readonly BackendName[] = ["webgpu", "wasm", "cpu"];

/** The back ends to measure: `auto` is the one that the studio would take and all those that it prefers less. */
async function backendsOf(choices: readonly BackendChoice[], io: Io): Promise<BackendName[]> {
  const found = new Set<BackendName>();
  for (const choice of choices) {
    if (choice === "auto") {
      const { backend } = await io.useBackend("auto");
      for (const name of order.slice(order.indexOf(backend))) found.add(name);
    } else {
      found.add(choice);
    }
  }
  return order.filter((name) => found.has(name));
}

async function bench({ json, torch, quick, backends }: Arguments, io: Io): Promise<number> {
  const started = io.now();
  const here = machine();
  const plan = io.plan ?? (quick ? quickPlan : fullPlan);
  const names = await backendsOf(backends, io);
  const begun = torch ? await io.startTorch() : null;
  const rival = typeof begun === "string" ? null : begun;
  const rivalReason = typeof begun === "string" ? begun : null;
  let told = started;
  const progress = (text: string): void => {
    if (io.terminal) io.stderr(`\r\u001b[K${text}`);
    else if (io.now() - told >= quietMilliseconds) {
      told = io.now();
      io.stderr(`${text}\n`);
    }
  };
  try {
    if (rivalReason) io.stderr(`${rivalReason}\n`);
    const measured: MeasuredBackend[] = [];
    for (const name of names) {
      const { adapter, threads } = await io.useBackend(name);
      const networks =
        threads > 1 ? await threadedNetworks(plan, (spec) => io.openShards(spec, threads - 1)) : null;
      const pool = networks && io.openPool ? await io.openPool(threads) : null;
      try {
        const threaded = networks && { networkOf: networks.networkOf, threads, pool };
        const report = await measureBackend(name, { plan, clock: () => io.now(), rival, threaded, progress });
        measured.push({ ...report, adapter });
      } finally {
        pool?.dispose();
        networks?.dispose();
      }
    }
    if (io.terminal) io.stderr("\r\u001b[K");
    const seconds = (io.now() - started) / 1000;
    const report = reportOf({ machine: here, backends: measured, rival, rivalReason, quick, seconds });
    io.stdout(`${json ? JSON.stringify(report, null, 2) : tableText(report)}\n`);
    return 0;
  } finally {
    rival?.end();
  }
}

/** @returns the exit status */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const given = parseArguments(argv);
    if (!given.help) return await bench(given, io);
    io.stdout(`${usage}\n`);
    return 0;
  } catch (thrown) {
    io.stderr(`${thrown instanceof BadInput ? thrown.message : errorData(thrown).message}\n`);
    return isBadInput(thrown) ? 2 : 1;
  }
}
