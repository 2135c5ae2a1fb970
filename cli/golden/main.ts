/**
 * `golden` from arguments to exit status: reads a folder of golden files, computes on a back end what each of them
 * holds, and prints one line a quantity. 0: all agree; 1: something differs; 2: the folder or a file cannot be used.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { passed, type Check } from "../../workers/engine/golden/check";
import { knownFiles, prepareChecks } from "../../workers/engine/golden/checks";
import type { BackendChoice, DeviceReport } from "../../workers/protocol/api";
import { errorData } from "../../workers/protocol/errors";
import { backendChoices } from "../distill/arguments";
import { BadInput, fileTrouble, isBadInput } from "../distill/bad-input";

/** The surroundings of the command. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Relative paths start here. */
  readonly cwd: string;
  chooseDevice(choice: BackendChoice): Promise<DeviceReport>;
}

const usage = `Usage: npm run golden -- DIR [--backend ${backendChoices.join("|")}]`;

interface Arguments {
  readonly folder: string;
  readonly backend: BackendChoice;
}

function parseArguments(argv: readonly string[], cwd: string): Arguments | null {
  const options = { backend: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  let given;
  try {
    given = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new BadInput(`${(error as Error).message.split(/\.\s/)[0]}. ${usage}`);
  }
  const { values, positionals } = given;
  if (values.help) return null;
  const backend = backendChoices.find((choice) => choice === (values.backend ?? "auto"));
  if (!backend) {
    throw new BadInput(`There is no back end "${values.backend}"; there are ${backendChoices.join(", ")}.`);
  }
  if (positionals.length !== 1) throw new BadInput(`One folder of golden files is needed. ${usage}`);
  return { folder: resolve(cwd, positionals[0]!), backend };
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new BadInput(`${folder} cannot be read: ${fileTrouble(error)}.`);
  }
}

function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new BadInput(`${path} cannot be read: ${fileTrouble(error)}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput(`${path} is not JSON.`);
  }
}

function line(file: string, check: Check): string {
  const verdict = passed(check) ? "passed" : "FAILED";
  return `${verdict}   ${file}: ${check.name}   error ${check.error.toExponential(1)} (at most ${check.tolerance})\n`;
}

async function check({ folder, backend }: Arguments, io: Io): Promise<number> {
  const names = listFolder(folder);
  const found = names.filter((name) => knownFiles.includes(name));
  if (found.length === 0) {
    throw new BadInput(`${folder} holds none of the golden files ${knownFiles.join(", ")}.`);
  }
  const files = Object.fromEntries(found.map((name) => [name, readJson(folder, name)]));
  // All of them are parsed before anything is computed.
  const prepared = new Map(found.map((name) => [name, prepareChecks(name, files)]));
  const device = await io.chooseDevice(backend);
  io.stdout(`back end ${device.backend} (${device.adapter})\n`);

  let passes = 0;
  let failures = 0;
  for (const name of names) {
    const run = prepared.get(name);
    if (!run) {
      io.stdout(`skipped  ${name}: no check for this file\n`);
      continue;
    }
    for (const one of await run()) {
      if (passed(one)) passes++;
      else failures++;
      io.stdout(line(name, one));
    }
  }
  io.stdout(`${passes} passed, ${failures} failed\n`);
  return failures > 0 ? 1 : 0;
}

/** @returns the exit status */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const given = parseArguments(argv, io.cwd);
    if (given) return await check(given, io);
    io.stdout(`${usage}\n`);
    return 0;
  } catch (thrown) {
    io.stderr(`${thrown instanceof BadInput ? thrown.message : errorData(thrown).message}\n`);
    return isBadInput(thrown) ? 2 : 1;
  }
}
