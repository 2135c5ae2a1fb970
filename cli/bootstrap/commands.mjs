/** The commands behind the npm scripts: which tool each of them runs, and what it needs to be there before. */
import { buildStudio } from "./build.mjs";
import { bin, Failure, runNode } from "./child.mjs";
import { ensureChromium } from "./chromium.mjs";
import { installPackages } from "./packages.mjs";
import { serve } from "./serve.mjs";
import { runTests } from "./test.mjs";

/** @typedef {(args: string[]) => Promise<number>} Command Runs with its arguments; gives the exit status. */

/** @param {string} script @returns {Command} */
const typescript = (script) => (args) => runNode(["--import", "tsx", script, ...args]);

/** @param {string} name @param {string[]} first @returns {Command} */
const tool =
  (name, ...first) =>
  (args) =>
    runNode([bin(name), ...first, ...args]);

/** @param {Command} command @returns {Command} */
const withChromium = (command) => async (args) => {
  await ensureChromium();
  return command(args);
};

/** @type {Command} */
async function lint(args) {
  const rules = await tool("oxlint", "-c", "oxlint.config.mjs")(args);
  const format = await tool("prettier", "--check", "--log-level=warn", ".")([]);
  return rules || format;
}

/** @type {Record<string, Command>} */
const commands = {
  start: serve,
  dev: tool("vite"),
  build: async () => {
    await buildStudio();
    return 0;
  },
  types: tool("typescript:tsc", "-b"),
  lint,
  format: tool("prettier", "--write", "--log-level=warn", "."),
  "format:check": tool("prettier", "--check", "--log-level=warn", "."),
  unit: tool("vitest", "run", "--project", "unit"),
  browser: withChromium(tool("vitest", "run", "--project", "browser")),
  e2e: withChromium(tool("@playwright/test:playwright", "test", "-c", "e2e")),
  distill: typescript("cli/distill.ts"),
  golden: typescript("cli/golden.ts"),
  bench: typescript("cli/bench.ts"),
  kernels: typescript("cli/build-kernels.ts"),
  record: typescript("cli/record.ts"),
};
commands.test = (args) => runTests(args, commands);

/**
 * Installs what is missing, then runs one command.
 *
 * @param {string | undefined} name
 * @param {string[]} args
 * @returns {Promise<number>} the exit status
 * @throws {Failure} for an unknown command, and where something missing cannot be installed
 */
export async function runCommand(name, args) {
  const command = name === undefined ? undefined : commands[name];
  if (command === undefined) {
    throw new Failure(`There is no command "${name ?? ""}"; there are ${Object.keys(commands).join(", ")}.`);
  }
  await installPackages();
  return command(args);
}
