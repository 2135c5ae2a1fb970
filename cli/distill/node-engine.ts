/** The real engine behind the command line; a module of its own, because loading it takes longer than all checks. */
import { readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { engineBits } from "../../workers/engine/bits";
import { readDataset } from "../../workers/engine/data/files/readDataset";
import { drawShapes } from "../../workers/engine/data/shapes/shapes";
import type { ZcaCache } from "../../workers/engine/data/zca/whiten";
import { chooseDevice } from "../../workers/engine/device";
import type { ShardSpec } from "../../workers/engine/nets/open-shards";
import { Run } from "../../workers/engine/run";
import { shardSpec } from "../../workers/engine/run-networks";
import { forecastRun } from "../../workers/engine/warm-up/forecast-run";
import { wasmBytes } from "../../workers/engine/warm-up/misfits";
import { TrajectoryFiles } from "../../workers/storage/trajectory-files";
import type { DeviceReport } from "../../workers/protocol/api";
import { nodeDecoder } from "../image-decoder";
import { nodePlatform } from "../node-platform";
import { nodeJobs } from "../job-threads";
import { nodeShards } from "../shard-threads";
import type { Engine } from "./engine";
import { folderFiles, toldFiles } from "./folder-files";

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
    engine: String(engineBits),
    tfjs: dependencies["@tensorflow/tfjs-core"] ?? "unknown",
    node: process.versions.node,
  };
}

/**
 * Trajectories in a folder, of which nothing is removed: it is the person's own.
 * @param folder null: they are kept nowhere.
 * @param note is told, in a sentence, where the folder is of no use, which ends no run.
 */
function trajectories(
  folder: string | null,
  { backend, adapter }: Pick<DeviceReport, "backend" | "adapter">,
  note: (sentence: string) => void,
): TrajectoryFiles | null {
  if (folder === null) return null;
  const files = toldFiles(folderFiles(folder), (tried, trouble) =>
    note(`Trajectories in ${folder} cannot all be ${tried}: ${trouble}. The run does without.`),
  );
  return new TrajectoryFiles(files, {
    engine: { backend, adapter, ...versions() },
    room: () => Promise.resolve(null),
    needed: () => Promise.resolve(new Set<string>()),
    // Files come into their place whole, and what two runs write under one key is the same.
    alone: (_name, work) => work(),
    now: () => Date.now(),
  });
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
    forecast: async (recipe, { set, classNames, size, channels, train, test }, { device, buffers }) => {
      const { backend, threads } = device;
      const platform = await nodePlatform(backend);
      const shape = { set, classNames, size, channels, trainCount: train.count, testCount: test.count };
      const around = {
        backend,
        threads,
        now: () => performance.now(),
        breathe: () => new Promise<void>((next) => setImmediate(next)),
        openShards: (spec: ShardSpec) => nodeShards(spec, threads - 1, platform),
        openJobs: () => nodeJobs(threads, backend, platform),
      };
      // How much room a folder has is not asked.
      const room = {
        tensors: backend === "wasm" ? wasmBytes : null,
        largestTensor: null,
        memory: totalmem(),
        storage: null,
      };
      return forecastRun(
        recipe,
        shape,
        around,
        room,
        trajectories(buffers, device, () => {}),
      );
    },
    createRun: async (recipe, dataset, { device, emit, note, buffers }) => {
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
        store: trajectories(buffers, device, note),
        emit,
        now: () => performance.now(),
      });
    },
  };
}
