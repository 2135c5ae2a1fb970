/** Entry of `npm run distill`: the process around `distill/main.ts`. */
import { fileTrouble } from "./distill/bad-input";
import { main } from "./distill/main";

const control = new AbortController();
let pressedAt = 0;
process.on("SIGINT", () => {
  // The first Ctrl-C ends the run after the step under way; who presses again does not want to wait for that. One
  // press can come twice at once, from the terminal and from the process that started this one.
  if (control.signal.aborted && performance.now() - pressedAt > 500) process.exit(130);
  if (control.signal.aborted) return;
  pressedAt = performance.now();
  control.abort();
});

// Who stops listening, as head does, does not want less computed; what cannot be written for another reason is a failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.on("exit", () => (process.exitCode ||= 1));
    if (stream === process.stdout)
      process.stderr.write(`Standard output cannot be written to: ${fileTrouble(error)}.\n`);
  });
}

// npm changes into the repository's root; paths are meant from where the command was typed.
const typedIn = process.env["npm_lifecycle_event"] === "distill" ? process.env["INIT_CWD"] : undefined;

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  // Some terminals say that they are no characters wide.
  columns: process.stderr.isTTY ? process.stderr.columns || 80 : null,
  cwd: typedIn ?? process.cwd(),
  now: () => performance.now(),
  interrupted: control.signal,
  loadEngine: async () => (await import("./distill/node-engine")).loadEngine(),
});
