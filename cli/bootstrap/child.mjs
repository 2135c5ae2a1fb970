/** Other programs, run in the root of the studio: their status is handed on, and a signal to us ends them too. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the studio. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Something that is said to the person in one sentence, without a stack. */
export class Failure extends Error {
  /** @param {string} sentence */
  constructor(sentence) {
    super(sentence);
    this.sentence = sentence;
  }
}

/** Tells the person something, on standard error. @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The shell that npm started this in and, on Linux, npm itself: a word that changes when either is gone. */
function ancestry() {
  const parent = process.ppid;
  try {
    const [, grandparent] = /\) \S+ (\d+)/.exec(readFileSync(`/proc/${parent}/stat`, "utf8")) ?? [];
    return `${parent} ${grandparent}`;
  } catch {
    return `${parent}`;
  }
}

/**
 * Calls back at every signal to end; with SIGTERM, too, once the npm that started this is gone, which does not end
 * what its shell has started.
 *
 * @param {(signal: NodeJS.Signals) => void} callback
 * @returns {() => void} ends the listening
 */
export function onEnding(callback) {
  for (const signal of signals) process.on(signal, callback);
  const before = ancestry();
  const watch = setInterval(() => {
    if (ancestry() === before) return;
    clearInterval(watch);
    callback("SIGTERM");
  }, 500);
  // Started without npm, this may rightly outlive the shell that it was started from.
  if (process.env["npm_lifecycle_event"] === undefined) clearInterval(watch);
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, callback);
  };
}

/**
 * Runs a program to its end, signals included.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet: its standard output goes to ours for errors
 * @returns {Promise<number>} its exit status; 128 and the signal's number if a signal ended it, as shells do;
 *   127 if it could not be started
 */
export function run(program, args, options = {}) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["inherit", options.quiet ? 2 : "inherit", "inherit"],
    env: { ...process.env, ...options.env },
  });
  const stopListening = onEnding((signal) => {
    // A terminal sends Ctrl+C to the whole group itself: sent again, it would mean "at once" to some tools.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve) => {
    /** @param {number} status */
    const done = (status) => {
      stopListening();
      resolve(status);
    };
    child.on("error", () => done(127));
    child.on("exit", (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * Runs Node with the arguments.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/**
 * The script of an installed tool, found by what its package says.
 *
 * @param {string} name package, or "package:command" where the two differ
 * @returns {string} path of a script for Node
 */
export function bin(name) {
  const [packageName = "", command = packageName] = name.split(":");
  const folder = join(root, "node_modules", packageName);
  /** @type {{ bin: string | Record<string, string> }} */
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const script = typeof about.bin === "string" ? about.bin : about.bin[command];
  if (script === undefined) throw new Failure(`The package ${packageName} holds no command ${command}.`);
  return join(folder, script);
}
