/** The real engine behind the command line; a module of its own, because loading it takes longer than all checks. */
import { readFileSync } from "node:fs";
import { readDataset } from "../../workers/engine/data/files/readDataset";
import { drawShapes } from "../../workers/engine/data/shapes/shapes";
import { chooseDevice } from "../../workers/engine/device";
import { Run } from "../../workers/engine/run";
import { nodePlatform } from "../node-platform";
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
  return {
    versions: versions(),
    useBackend: async (choice) => chooseDevice(choice, await nodePlatform(choice)),
    readDataset,
    drawShapes: ({ size, trainPerClass, testPerClass }, seed) =>
      drawShapes({ size, trainPerClass, testPerClass, seed }),
    createRun: (recipe, dataset, options) =>
      Run.create(recipe, dataset, { ...options, now: () => performance.now() }),
  };
}
