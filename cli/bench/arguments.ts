/** The arguments of `bench`, taken apart. */
import { parseArgs } from "node:util";
import type { BackendChoice } from "../../workers/protocol/api";
import { backendChoices } from "../distill/arguments";
import { BadInput } from "../distill/bad-input";

export interface Arguments {
  readonly json: boolean;
  readonly torch: boolean;
  readonly quick: boolean;
  /** `auto`: every back end there is; software WebGPU only where it is named. */
  readonly backends: readonly BackendChoice[];
  readonly help: boolean;
}

export const usage = `Measures what the engine's computations cost on this machine.

Usage:
  npm run bench -- [--quick] [--torch] [--backend NAME[,NAME ...]] [--json]

Options:
  --quick          a few small cases, about a minute a back end; else about ten minutes on two cores
  --torch          runs the same cases in PyTorch in turn with ours, where a python3 has it
  --backend NAME   ${backendChoices.join(", ")}; may be repeated; auto, the default, is every back end there is
  --json           prints JSON, and nothing else, on standard output
  -h, --help       prints this

How to read it: BENCHMARKS.md`;

const options = {
  json: { type: "boolean" },
  torch: { type: "boolean" },
  quick: { type: "boolean" },
  backend: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

function readOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new BadInput(`${(error as Error).message.split(/\.\s/)[0]}; --help lists the options.`);
  }
}

function backendOf(name: string): BackendChoice {
  const found = backendChoices.find((choice) => choice === name);
  if (!found) throw new BadInput(`There is no back end "${name}"; there are ${backendChoices.join(", ")}.`);
  return found;
}

/** @throws BadInput for an unknown option or back end. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { json = false, torch = false, quick = false, help = false, backend = ["auto"] } = readOptions(argv);
  const backends = backend.flatMap((list) => list.split(",")).map((name) => backendOf(name.trim()));
  return { json, torch, quick, help, backends: [...new Set(backends)] };
}
