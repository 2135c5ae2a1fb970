/** npm start: builds if need be, serves the build on this machine, says where. */
import { parseArgs } from "node:util";
import { buildStudio } from "./build.mjs";
import { Failure, onEnding, root } from "./child.mjs";

/**
 * Serves dist at the first free port.
 *
 * @param {{ port?: number, host?: string }} [options] port: the first to try
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serveBuild({ port = 4173, host = "127.0.0.1" } = {}) {
  const { preview } = await import("vite");
  const server = await preview({ root, logLevel: "warn", preview: { port, host } });
  const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
  if (address === undefined) throw new Failure(`Nothing could be served on ${host}.`);
  return { address, close: () => server.close() };
}

/**
 * The command: resolves when a signal ends the server.
 *
 * @param {string[]} args --port N, --host NAME
 * @returns {Promise<number>} the exit status
 */
export async function serve(args) {
  const { port, host } = options(args);
  await buildStudio({ ifNeeded: true });
  const server = await serveBuild({ port, host });
  process.stdout.write(`\n  The studio is at ${server.address}\n  Ctrl+C ends it.\n\n`);
  await new Promise((resolve) => onEnding(resolve));
  await server.close();
  return 0;
}

/** @param {string[]} args @returns {{ port: number, host: string }} */
function options(args) {
  try {
    const { values } = parseArgs({ args, options: { port: { type: "string" }, host: { type: "string" } } });
    const port = Number(values.port ?? 4173);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new Error("a port is a whole number to 65535.");
    return { port, host: values.host ?? "127.0.0.1" };
  } catch (error) {
    throw new Failure(
      `npm start takes --port N and --host NAME: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
