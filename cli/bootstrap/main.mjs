/**
 * Every npm script begins here, with Node and npm alone: what is missing is installed, then the tool is run.
 *
 * Usage: node cli/bootstrap/main.mjs COMMAND [arguments of the command]. Standard output belongs to the command;
 * what this has to say goes to standard error. This file keeps to old syntax, so that an old Node can read it and
 * be told.
 */
import process from "process";

const version = process.versions.node;
const [major = 0, minor = 0] = version.split(".").map(Number);
const tooOld = major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12);

if (tooOld) {
  process.stderr.write(
    "This is Node " +
      version +
      ", which is too old: the studio needs Node 20.19 or later (22.12 or later of 22).\n",
  );
  process.exitCode = 1;
} else {
  import("./commands.mjs")
    .then((commands) => commands.runCommand(process.argv[2], process.argv.slice(3)))
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error) => {
      process.stderr.write((error && error.sentence) || (error && error.stack) || String(error));
      process.stderr.write("\n");
      process.exitCode = 1;
    });
}
