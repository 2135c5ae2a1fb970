/** What the command was asked to do, found to be in order, and how one run of it is computed. */
import { createHash } from "node:crypto";
import type { Dataset } from "../../workers/engine/data/dataset";
import type { NamedFile } from "../../workers/engine/data/files/namedFile";
import type { RunRecord } from "../../workers/engine/export/bundle";
import type { DeviceReport } from "../../workers/protocol/api";
import type { RunEvent } from "../../workers/protocol/events";
import type { Experiment } from "../../workers/protocol/experiments/experiment";
import { dataKey } from "../../workers/protocol/experiments/study";
import { findMethod } from "../../workers/protocol/methods/registry";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { BadInput } from "./bad-input";
import { dataInWords, readDataFiles } from "./data-files";
import type { Engine } from "./engine";
import { breathe, type Io } from "./io";
import type { Progress } from "./progress";

/** All that was given, found to be in order: what to compute, on what, and where the results go. */
export interface Job {
  readonly name: string;
  readonly recipe: Recipe;
  readonly experiment: Experiment | null;
  /** Where the data are; null for the built-in set. */
  readonly dataPath: string | null;
  /** Only a forecast is wanted. */
  readonly forecast: boolean;
  readonly folder: string;
  /** What an earlier study left in the folder is not gone on from, but replaced. */
  readonly fresh: boolean;
  /** Where trajectories are kept; null: nowhere. */
  readonly buffers: string | null;
  readonly engine: Engine;
  /** The recipe's own. */
  readonly data: LoadedData;
  readonly device: DeviceReport;
}

/** A data set, and what tells it from others: SHA-256 of the files that it was read from; null for the built-in one. */
export interface LoadedData {
  readonly dataset: Dataset;
  readonly digest: string | null;
}

function digestOf(files: readonly NamedFile[]): string {
  const hash = createHash("sha256");
  for (const { name, bytes } of files) hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  return hash.digest("hex");
}

/** @throws BadInput if the recipe's set and `--data` do not go together. */
export async function loadData(recipe: Recipe, path: string | null, engine: Engine): Promise<LoadedData> {
  const { data, seed } = recipe;
  if (data.set === "shapes") return { dataset: engine.drawShapes(data, seed), digest: null };
  const { title, files } = dataInWords(data.set);
  const given = readDataFiles(path as string, data.set);
  const digest = digestOf(given);
  const dataset = await engine.readDataset(given, recipe);
  if (dataset.set === data.set) return { dataset, digest };
  throw new BadInput(
    `The recipe is for ${title}, but ${path} holds ${dataset.title}; --data takes ${files}.`,
  );
}

/** The data of a variant: read or drawn anew where they are others than the recipe's own. */
async function datasetFor(job: Job, recipe: Recipe): Promise<Dataset> {
  if (dataKey(recipe) === dataKey(job.recipe)) return job.data.dataset;
  return (await loadData(recipe, job.dataPath, job.engine)).dataset;
}

/**
 * Computes one run to its end.
 * @param begun called once the run has been created, that is, once nothing given can be refused any more.
 */
export async function compute(
  job: Job,
  recipe: Recipe,
  io: Io,
  progress: Progress,
  begun: () => void,
): Promise<RunRecord> {
  const { engine, device } = job;
  const dataset = await datasetFor(job, recipe);
  const termNames: string[] = [];
  // Held back until the run exists: before that, standard error is for the sentence that refuses it.
  const early: (() => void)[] = [];
  let show = (what: () => void): void => void early.push(what);
  const emit = (event: RunEvent): void => {
    if (event.kind === "described") {
      termNames.splice(0, Infinity, ...event.description.terms.map((term) => term.name));
    }
    show(() => progress.event(event));
  };
  const note = (sentence: string): void => show(() => progress.note(sentence));
  const run = await engine.createRun(recipe, dataset, { device, emit, note, buffers: job.buffers });
  try {
    begun();
    progress.nextRun();
    show = (what) => what();
    early.forEach(show);
    while (!run.finished) {
      await breathe(io);
      await run.step();
    }
    await breathe(io);
    const result = run.result();
    return { set: await run.distilled(), result, points: run.curves(), termNames, versions: engine.versions };
  } finally {
    await run.dispose();
  }
}

/** Where and how a job is computed, as one line. */
export function heading({ name, recipe, device }: Job): string {
  const { count, ipc } = recipe.stages;
  const cores = device.threads > 1 ? `, ${device.threads} threads` : "";
  const where = `${device.backend} (${device.adapter}${cores})`;
  return `${name}, seed ${recipe.seed}: ${findMethod(recipe.method).title}, ${count} stages × IPC ${ipc} on ${where}`;
}
