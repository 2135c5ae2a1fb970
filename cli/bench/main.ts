/** `bench` from arguments to exit status: 0 measured, 1 failed, 2 bad input. */
import {
  backendsOf,
  measureBackends,
  reportOf,
  type Surroundings,
} from "../../workers/engine/bench/back-ends";
import { plans, type Plan } from "../../workers/engine/bench/cases";
import type { Rival } from "../../workers/engine/bench/rival";
import type { BenchStep } from "../../workers/protocol/bench";
import { errorData } from "../../workers/protocol/errors";
import { BadInput, isBadInput } from "../distill/bad-input";
import { parseArguments, usage, type Arguments } from "./arguments";
import { machine } from "./machine";
import { tableText } from "./table";

/** The surroundings of the command. */
export interface Io extends Omit<Surroundings, "progress"> {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard error is a terminal, which can show progress. */
  readonly terminal: boolean;
  /** Starts PyTorch, or says in a sentence why it cannot. */
  startTorch(): Promise<(Rival & { end(): void }) | string>;
  /** In place of the full and the quick plan. */
  readonly plan?: Plan;
}

/** Where no line can be rewritten, one is added at most this often. */
const quietMilliseconds = 30_000;

async function bench({ json, torch, quick, backends }: Arguments, io: Io): Promise<number> {
  const started = io.now();
  const here = machine();
  const plan = io.plan ?? plans[quick ? "quick" : "full"];
  const names = await backendsOf(backends, io);
  const begun = torch ? await io.startTorch() : null;
  const rival = typeof begun === "string" ? null : begun;
  const rivalReason = typeof begun === "string" ? begun : null;
  let told = started;
  const progress = ({ backend, text }: BenchStep): void => {
    if (io.terminal) io.stderr(`\r\u001b[K${backend}: ${text}`);
    else if (io.now() - told >= quietMilliseconds) {
      told = io.now();
      io.stderr(`${backend}: ${text}\n`);
    }
  };
  try {
    if (rivalReason) io.stderr(`${rivalReason}\n`);
    const measured = await measureBackends(names, plan, rival, { ...io, progress });
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
