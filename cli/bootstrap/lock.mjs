/** One at a time: a file that says which process is installing or building, so that two started together wait. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root, say } from "./child.mjs";

/** Folder for what may be thrown away at any time. */
export const cache = join(root, ".cache");

/** @param {string} file @returns {boolean} true if the process that made the file has ended without removing it */
function abandoned(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    // Between the making of the file and the writing of the number it is empty, for an instant.
    if (!pid) return Date.now() - statSync(file).mtimeMs > 5000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // No such process: abandoned. No such file: just released. Not ours to signal: alive.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/** @param {string} file @returns {boolean} true if the file is now ours */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    return false;
  }
}

/**
 * Does something while no other process does the same.
 *
 * @template T
 * @param {string} name of the lock
 * @param {string} wait said once, if another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(name, wait, work) {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, `${name}.lock`);
  let said = false;
  while (!take(file)) {
    if (abandoned(file)) {
      // Of several that find it abandoned, the rename succeeds for one.
      const aside = `${file}.${process.pid}`;
      try {
        renameSync(file, aside);
        rmSync(aside);
      } catch {
        // Another was faster.
      }
      continue;
    }
    if (!said) say(wait);
    said = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
