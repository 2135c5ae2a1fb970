/** Entry of `npm run bench`: the process around `bench/main.ts`. */
import { availableParallelism } from "node:os";
import { expertPool } from "../workers/engine/bench/expert-pool";
import { chooseDevice } from "../workers/engine/device";
import { main } from "./bench/main";
import { findTorch, Torch } from "./bench/torch";
import { nodeJobs } from "./job-threads";
import { nodePlatform } from "./node-platform";
import { nodeShards } from "./shard-threads";

const noTorch =
  "No python3 with PyTorch was found, so nothing is compared with it; on Debian, apt-get install python3-torch brings it.";

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY,
  now: () => performance.now(),
  useBackend: async (choice) =>
    chooseDevice(choice, { ...(await nodePlatform(choice)), threads: availableParallelism() }),
  openShards: async (spec, helpers) => nodeShards(spec, helpers, await nodePlatform("wasm")),
  openPool: async (workers, { experts }) =>
    expertPool(nodeJobs(workers, "wasm", await nodePlatform("wasm")), experts),
  async startTorch() {
    const python = findTorch();
    return python ? Torch.start(python, availableParallelism()) : noTorch;
  },
});
