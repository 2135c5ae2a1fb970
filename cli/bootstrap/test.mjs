/** npm test: all parts, one after the other, whatever becomes of those before, and a summary. */
import { Failure, onEnding } from "./child.mjs";

/** @type {Record<string, string>} */
const parts = {
  types: "types (tsc)",
  lint: "lint and format (oxlint, prettier)",
  unit: "unit tests (vitest, Node)",
  browser: "browser tests (vitest, Chromium)",
  e2e: "journeys (playwright, Chromium, production build)",
};

/** Longest first line of the summary's columns. */
const width = Math.max(...Object.values(parts).map((title) => title.length));

/**
 * Runs the parts.
 *
 * @param {string[]} chosen names of parts; none: all
 * @param {Record<string, (args: string[]) => Promise<number>>} commands
 * @returns {Promise<number>} 0 if all passed
 * @throws {Failure} if a part is not known
 */
export async function runTests(chosen, commands) {
  const names = chosen.length > 0 ? chosen : Object.keys(parts);
  const summary = [];
  let failures = 0;
  let ended = false;
  const stopListening = onEnding(() => {
    ended = true;
  });
  for (const name of names) {
    const title = parts[name];
    const command = commands[name];
    if (title === undefined || command === undefined) {
      throw new Failure(`npm test has no part "${name}"; there are ${Object.keys(parts).join(", ")}.`);
    }
    process.stdout.write(`\n== ${title}\n`);
    const begun = performance.now();
    const status = await outcome(command);
    // A signal ends all of it, not the one part alone.
    if (ended) return status || 130;
    if (status !== 0) failures++;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(7);
    summary.push(`  ${status === 0 ? "passed" : "FAILED"}  ${title.padEnd(width)} ${seconds} s`);
  }
  stopListening();
  process.stdout.write(`\n== summary\n${summary.join("\n")}\n`);
  process.stdout.write(
    failures === 0 ? "\nAll parts passed.\n" : `\n${failures} of ${names.length} parts failed.\n`,
  );
  return failures === 0 ? 0 : 1;
}

/** @param {(args: string[]) => Promise<number>} command @returns {Promise<number>} */
async function outcome(command) {
  try {
    return await command([]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stdout.write(`${error.sentence}\n`);
    return 1;
  }
}
