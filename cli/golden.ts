/** Entry of `npm run golden`: the process around `golden/main.ts`. */
import { chooseDevice } from "../workers/engine/device";
import { main } from "./golden/main";
import { nodePlatform } from "./node-platform";

// npm changes into the repository's root; paths are meant from where the command was typed.
const typedIn = process.env["npm_lifecycle_event"] === "golden" ? process.env["INIT_CWD"] : undefined;

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  cwd: typedIn ?? process.cwd(),
  chooseDevice: async (choice) => chooseDevice(choice, await nodePlatform(choice)),
});
