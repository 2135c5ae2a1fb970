/** The real engine behind the command line; a module of its own, because loading it takes longer than all checks. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { readDataset } from "../../workers/engine/data/files/readDataset";
import { drawShapes } from "../../workers/engine/data/shapes/shapes";
import type { ZcaCache } from "../../workers/engine/data/zca/whiten";
import { chooseDevice } from "../../workers/engine/device";
import { Run, shardSpec } from "../../workers/engine/run";
import { nodeDecoder } from "../image-decoder";
import { nodePlatform } from "../node-platform";
import { nodeJobs } from "../job-threads";
import { nodeShards } from "../shard-threads";
import type { Engine } from "./engine";

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function versions(): Readonly<Record<string, string>> {
  const file = new URL("../../package.json", import.meta.url);
  const { version, dependencies } = JSON.parse(readFileSync(file, "utf8")) as PackageFile;
  // Dependencies are pinned, so that the file says what is installed.
  return {
    studio: version,
    tfjs: dependencies["@tensorflow/tfjs-core"] ?? "unknown",
    node: process.versions.node,
  };
}

/** The engine on this machine's Node. */
export function loadEngine(): Engine {
  const whitenings: ZcaCache = {};
  return {
    versions: versions(),
    useBackend: async (choice, threads) => {
      const platform = await nodePlatform(choice);
      return chooseDevice(choice, { ...platform, threads: threads ?? availableParallelism() });
    },
    readDataset: (files, recipe) => readDataset(files, recipe, nodeDecoder),
    drawShapes: ({ size, trainPerClass, testPerClass }, seed) =>
      drawShapes({ size, trainPerClass, testPerClass, seed }),
    createRun: async (recipe, dataset, { device, emit }) => {
      const { backend, threads } = device;
      const platform = await nodePlatform(backend);
      const executor =
        threads > 1 ? await nodeShards(shardSpec(recipe, dataset), threads - 1, platform) : null;
      const several = threads > 1 ? nodeJobs(threads, backend, platform) : null;
      return Run.create(recipe, dataset, {
        backend,
        executor,
        threads: several,
        whitenings,
        emit,
        now: () => performance.now(),
      });
    },
  };
}
