/** The worker's entry: exposes {@link DistillApi} to the page. It holds the device, the data and the run. */
import simdWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import plainWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import * as Comlink from "comlink";
import { describeDataset } from "./describe-dataset";
import { RunDriver } from "./driver";
import type { Dataset } from "./engine/data/dataset";
import { readDataset } from "./engine/data/files/readDataset";
import { drawShapes } from "./engine/data/shapes/shapes";
import { chooseDevice } from "./engine/device";
import { Run, shardSpec } from "./engine/run";
import type { Platform } from "./engine/tensor/backend";
import { EventPort } from "./event-port";
import { exportRun } from "./export-run";
import { workerJobs } from "./job-threads";
import { workerShards } from "./shard-threads";
import type { DatasetDescription, DeviceReport, DistillApi } from "./protocol/api";
import { errorData, StudioError } from "./protocol/errors";
import type { RunEvent } from "./protocol/events";
import type { Recipe } from "./protocol/recipe/recipe";
import { parseRecipe } from "./protocol/recipe/settings";

const platform: Platform = {
  wasm: {
    "tfjs-backend-wasm.wasm": plainWasm,
    "tfjs-backend-wasm-simd.wasm": simdWasm,
    // Never loaded, but tfjs refuses a map without it.
    "tfjs-backend-wasm-threaded-simd.wasm": simdWasm,
  },
  onDeviceError: (error) => void driver?.fail(error),
};

let events: EventPort | null = null;
let device: DeviceReport | null = null;
let ownData: Dataset | null = null;
let run: Run | null = null;
let driver: RunDriver | null = null;

function emit(event: RunEvent): void {
  events?.send(event);
  if (event.kind === "state") events?.flush();
}

/** The data set of a recipe: drawn for the built-in one, else the files that were given. */
function datasetFor({ set, size, trainPerClass, testPerClass }: Recipe["data"], seed: number): Dataset {
  if (set === "shapes") return drawShapes({ size, trainPerClass, testPerClass, seed });
  if (ownData?.set === set) return ownData;
  const wanted =
    set === "mnist" ? "MNIST's IDX files (images and labels)" : "CIFAR-10's binary files or archive";
  throw new StudioError(
    "no-data",
    `This recipe needs ${wanted}.`,
    "Drop the files on the page or choose them, or take the built-in set.",
  );
}

function currentRun(): Run {
  if (run) return run;
  throw new StudioError("no-data", "There is no run yet.", "Start one first.");
}

/** With a buffer that the page may take over. */
function describe(dataset: Dataset, data: Recipe["data"], seed: number): DatasetDescription {
  const description = describeDataset(dataset, data, seed);
  return Comlink.transfer(description, [description.samples.pixels.buffer]);
}

const api: DistillApi = {
  async connect(port) {
    events = new EventPort(port);
  },
  async prepare(choice, threads) {
    // One core is left to the page, so that it stays smooth.
    const cores = threads ?? Math.max(1, navigator.hardwareConcurrency - 1);
    // Memory can be shared between workers only where the page is cross-origin isolated.
    device = await chooseDevice(choice, { ...platform, threads: crossOriginIsolated ? cores : 1 });
    return device;
  },
  async loadFiles(files) {
    const named = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    const dataset = await readDataset(named);
    ownData = dataset;
    return describe(
      dataset,
      { set: dataset.set, size: dataset.size, trainPerClass: 0, testPerClass: 0, zca: false, heldOut: 0.1 },
      1,
    );
  },
  async describeData(data, seed) {
    return describe(datasetFor(data, seed), data, seed);
  },
  async start(recipe) {
    if (!device) throw new StudioError("unsupported", "No back end has been prepared.", "Reload the page.");
    const valid = parseRecipe(recipe);
    const dataset = datasetFor(valid.data, valid.seed);
    await driver?.stop();
    const { backend, threads } = device;
    const executor =
      threads > 1 ? await workerShards(shardSpec(valid, dataset), threads - 1, platform) : null;
    const several = threads > 1 ? workerJobs(threads, backend, platform) : null;
    run = Run.create(valid, dataset, {
      backend,
      executor,
      threads: several,
      now: () => performance.now(),
      emit,
    });
    driver = new RunDriver(run, emit);
  },
  async pause() {
    driver?.pause();
  },
  async resume() {
    driver?.resume();
  },
  async step() {
    driver?.step();
  },
  async stop() {
    await driver?.stop();
  },
  async result() {
    return run?.result() ?? null;
  },
  async exportFile(what, options) {
    const file = await exportRun(currentRun(), what, options);
    return Comlink.transfer(file, [file.bytes.buffer]);
  },
};

/** Comlink carries plain objects as they are, but of an Error only its message: so errors leave as plain data. */
function withPlainErrors<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const member: unknown = Reflect.get(object, key, receiver);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        try {
          return await (member as (...all: unknown[]) => unknown).apply(object, args);
        } catch (thrown) {
          // oxlint-disable-next-line typescript/only-throw-error -- Comlink carries plain objects whole
          throw errorData(thrown);
        }
      };
    },
  });
}

Comlink.expose(withPlainErrors(api));
