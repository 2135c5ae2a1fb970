/** The production build in dist: made if the sources are others than those it was made from, put in place whole. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bin, Failure, root, runNode, say } from "./child.mjs";
import { alone, cache } from "./lock.mjs";

const dist = join(root, "dist");
const stamp = join(cache, "build.sha256");
const sources = [
  "index.html",
  "vite.config.ts",
  "tsconfig.base.json",
  "package-lock.json",
  "public",
  "vite",
  "src",
  "workers",
];

/** @param {string} path relative to the root @returns {string[]} the files there, without tests */
function filesOf(path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole)
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .toSorted()
    .flatMap((name) => filesOf(`${path}/${name}`));
}

/** A hash of all that the build is made from: times of files lie after a copy or a checkout. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesOf)) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** @param {string} print @returns {boolean} */
function isBuiltFrom(print) {
  return existsSync(join(dist, "index.html")) && existsSync(stamp) && readFileSync(stamp, "utf8") === print;
}

/**
 * Builds the studio into dist. The build before stays until the new one is whole.
 *
 * @param {{ ifNeeded?: boolean }} [options] ifNeeded: not if dist was made from these very sources
 * @throws {Failure} if the build fails
 */
export async function buildStudio({ ifNeeded = false } = {}) {
  if (ifNeeded && isBuiltFrom(fingerprint())) return;
  await alone("build", "Waiting for another process that builds …", async () => {
    const print = fingerprint();
    if (ifNeeded && isBuiltFrom(print)) return;
    say("Building the studio …");
    const fresh = join(cache, `build-${process.pid}`);
    const before = join(cache, `before-${process.pid}`);
    const status = await runNode(
      [bin("vite"), "build", "--outDir", fresh, "--emptyOutDir", "--logLevel", "warn"],
      {
        quiet: true,
      },
    );
    try {
      if (status !== 0)
        throw new Failure(`The build failed with status ${status}; what went wrong is above.`);
      mkdirSync(cache, { recursive: true });
      rmSync(stamp, { force: true });
      if (existsSync(dist)) renameSync(dist, before);
      renameSync(fresh, dist);
      writeFileSync(stamp, print);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(before, { recursive: true, force: true });
    }
  });
}
