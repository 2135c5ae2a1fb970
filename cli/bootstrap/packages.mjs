/** The packages of the lock file: are they there, and if not, npm ci. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, root, run, runNode, say } from "./child.mjs";
import { alone } from "./lock.mjs";

/** @typedef {{ version?: string, optional?: boolean }} LockedPackage */

/** @param {string} file @returns {Record<string, LockedPackage>} by path: "node_modules/name" */
function packages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** True if every package of the lock file lies in node_modules in its version, by npm's own record. */
export function packagesAreThere() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const locked = packages(join(root, "package-lock.json"));
  const installed = packages(record);
  return Object.entries(locked).every(
    ([path, { version, optional }]) =>
      path === "" ||
      // Those for other systems are rightly missing.
      optional ||
      (installed[path]?.version === version && existsSync(join(root, path, "package.json"))),
  );
}

/** @param {readonly string[]} args @returns {Promise<number>} */
function npm(args) {
  // Under "npm run" npm says where it is; it is then the same npm, on every system.
  const script = process.env["npm_execpath"];
  if (script?.endsWith("npm-cli.js")) return runNode([script, ...args], { quiet: true });
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, { quiet: true });
}

/**
 * Installs the packages of the lock file, if they are not there.
 *
 * @throws {Failure} if npm could not
 */
export async function installPackages() {
  if (packagesAreThere()) return;
  await alone("install", "Waiting for another process that installs the packages …", async () => {
    if (packagesAreThere()) return;
    say("Installing the packages of package-lock.json (npm ci) …");
    const status = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
    if (status !== 0) {
      throw new Failure(
        `The packages could not be installed: npm ci ended with status ${status}, its own words are above. ` +
          "It needs npm, a connection to the registry, and about 500 MB of disk.",
      );
    }
  });
}
