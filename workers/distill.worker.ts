/** The worker's entry: exposes {@link DistillApi} to the page. It holds the device, the data and the run. */
import * as Comlink from "comlink";
import { beginRun, currentEntry, takeUpRun, type Begun, type Engine } from "./begin-run";
import { describeDataset } from "./describe-dataset";
import type { Dataset } from "./engine/data/dataset";
import type { DataChoice, DecodeProgress } from "./engine/data/source";
import { drawShapes } from "./engine/data/shapes/shapes";
import { chooseDevice } from "./engine/device";
import { gpuBytes, heapBytes } from "./engine/tensor/measuring";
import { memoryUse } from "./engine/tensor/memory";
import { EventPort } from "./event-port";
import { exported, exportRun } from "./export-run";
import { lookAtClasses, lookAtData } from "./look-at-data";
import { OwnData } from "./own-data";
import { pagePlatform } from "./page-platform";
import { withPlainErrors } from "./plain-errors";
import type { DatasetDescription, DeviceReport, DistillApi } from "./protocol/api";
import { StudioError } from "./protocol/errors";
import type { RunEvent } from "./protocol/events";
import type { Recipe } from "./protocol/recipe/recipe";
import { parseRecipe } from "./protocol/recipe/settings";
import { datasetOfRun } from "./storage/kept-data";
import { storageIfAny } from "./storage/open-storage";
import { datasetOfStudy } from "./storage/study-data";

let events: EventPort | null = null;
let device: DeviceReport | null = null;
let platform = pagePlatform(1);
const ownData = new OwnData();
let begun: Begun | null = null;

function emit(event: RunEvent): void {
  events?.send(event);
  if (event.kind === "state") events?.flush();
}

function onDeviceError(error: StudioError): void {
  emit({ kind: "device-lost", message: error.message });
  void begun?.driver.fail(error);
}

/** The data set of a recipe: drawn for the built-in one, else of the files that were given. */
async function datasetFor({ data, seed, method }: DataChoice, tell?: DecodeProgress): Promise<Dataset> {
  const { set, size, trainPerClass, testPerClass } = data;
  if (set !== "shapes") return ownData.open({ data, seed, ...(method && { method }) }, tell);
  return drawShapes({ size, trainPerClass, testPerClass, seed });
}

function currentRun(): Begun {
  if (begun) return begun;
  throw new StudioError("no-data", "There is no run yet.", "Start one first.");
}

function engine(): Engine {
  if (!device) throw new StudioError("unsupported", "No back end has been prepared.", "Reload the page.");
  return { device, platform, emit };
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
    platform = { ...pagePlatform(threads), onDeviceError };
    device = await chooseDevice(choice, platform);
    return device;
  },
  async heldMemory() {
    const trajectories = begun?.run.trajectoryBytes ?? 0;
    return { ...memoryUse(), heap: heapBytes(), gpu: gpuBytes(), trajectories };
  },
  loadFiles(files) {
    return ownData.load(files);
  },
  async describeData(data, seed, tell) {
    return describe(await datasetFor({ data, seed }, tell), data, seed);
  },
  async lookAtData(data, seed) {
    const source = ownData.sourceFor(data.set);
    const dataset = await datasetFor({ data, seed }).catch((thrown: unknown) => {
      // Why they cannot be had is told by `describeData`.
      if (source) return null;
      throw thrown;
    });
    if (!dataset) return lookAtClasses(source!, data);
    const look = lookAtData(dataset, source, data, seed);
    return Comlink.transfer(look, look.taken ? [look.taken.means.pixels.buffer] : []);
  },
  async start(recipe, origin) {
    const ready = engine();
    const valid = parseRecipe(recipe);
    const store = origin.study ? await storageIfAny() : null;
    const dataset = await datasetOfStudy(store, valid, origin.study, () => datasetFor(valid));
    await begun?.driver.stop();
    begun = await beginRun(valid, dataset, origin, ready);
    return begun.isKept ? begun.entry.id : null;
  },
  async takeUp(id, anyway) {
    const ready = engine();
    await begun?.driver.stop();
    begun = await takeUpRun(
      id,
      anyway,
      (recipe, hash, store) =>
        hash === null ? datasetFor(recipe) : datasetOfRun(store, hash, () => datasetFor(recipe)),
      ready,
    );
  },
  async pause() {
    begun?.driver.pause();
  },
  async resume() {
    begun?.driver.resume();
  },
  async step(reach) {
    begun?.driver.step(reach);
  },
  async watchStudent() {
    begun?.run.watchStudent();
  },
  async saveNow() {
    begun?.driver.save();
  },
  async stop() {
    await begun?.driver.stop();
  },
  async result() {
    return begun?.run.result() ?? null;
  },
  async exportFile(what, options) {
    const { run, recorder, driver } = currentRun();
    const set = await run.distilled();
    const view = recorder.view([...run.curves()]);
    if (!view)
      throw new StudioError("no-data", "Nothing has been distilled yet.", "Wait for the first images.");
    const entry = { ...(await currentEntry(currentRun())), ...recorder.summary(), state: driver.now };
    const now = { entry, view, set, result: run.result() };
    const file = await exportRun(exported(now), what, options);
    return Comlink.transfer(file, [file.bytes.buffer]);
  },
};

Comlink.expose(withPlainErrors(api));
