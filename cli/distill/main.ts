/**
 * `distill` from arguments to exit status. Everything that can be wrong with what was given is found out first, in
 * the order arguments, recipe, output folder, data, back end; then the run is computed step by step, and its
 * results are written at the very end.
 */
import { join, resolve } from "node:path";
import type { Dataset } from "../../workers/engine/data/dataset";
import { runFiles, type RunRecord } from "../../workers/engine/export/bundle";
import { experimentFiles } from "../../workers/engine/export/experiment-files";
import type { DistilledSet } from "../../workers/engine/progressive/distilled";
import type { DeviceReport } from "../../workers/protocol/api";
import { errorData } from "../../workers/protocol/errors";
import type { RunEvent } from "../../workers/protocol/events";
import { experimentRows, type Experiment } from "../../workers/protocol/experiments/experiment";
import {
  dataKey,
  newStudy,
  studyRows,
  type Outcome,
  type Study,
} from "../../workers/protocol/experiments/study";
import { studyMarkdown } from "../../workers/protocol/experiments/study-table";
import { findMethod } from "../../workers/protocol/methods/registry";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { parseArguments } from "./arguments";
import { BadInput, isBadInput } from "./bad-input";
import { chooseExperiment } from "./choose-experiment";
import { chooseRecipe } from "./choose-recipe";
import { dataInWords, readDataFiles } from "./data-files";
import type { Engine } from "./engine";
import { fetchData, isAddress } from "./fetched-data";
import { forecastText } from "./forecast";
import { helpText, listText } from "./help";
import { checkWritable, writeFolder } from "./output-folder";
import { Progress } from "./progress";
import { summary } from "./summary";

/** The surroundings of the command. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Characters in a line of the terminal that standard error is, or null if it is none. */
  readonly columns: number | null;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Milliseconds from any origin. */
  now(): number;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Called once what was given has been checked: the engine takes longer to load than to say no. */
  loadEngine(): Promise<Engine>;
}

class Interrupted extends Error {}

/** Lets signals and timers have their turn, which a chain of resolved promises never does. */
async function breathe({ interrupted }: Io): Promise<void> {
  await new Promise((next) => setImmediate(next));
  if (interrupted.aborted) throw new Interrupted();
}

/** @throws BadInput if the recipe's set and `--data` do not go together. */
async function loadDataset(recipe: Recipe, path: string | null, engine: Engine): Promise<Dataset> {
  const { data, seed } = recipe;
  if (data.set === "shapes") return engine.drawShapes(data, seed);
  const { title, files } = dataInWords(data.set);
  const dataset = await engine.readDataset(readDataFiles(path as string, data.set), recipe);
  if (dataset.set === data.set) return dataset;
  throw new BadInput(
    `The recipe is for ${title}, but ${path} holds ${dataset.title}; --data takes ${files}.`,
  );
}

function checkDataGiven({ data }: Recipe, path: string | null): void {
  if (data.set === "shapes") {
    if (path !== null)
      throw new BadInput(
        "The recipe draws the built-in set, which needs no --data; for files, give --preset mnist or cifar10, or --set data.set=files.",
      );
  } else if (path === null) {
    const { title, files } = dataInWords(data.set);
    throw new BadInput(
      `The recipe is for ${title}, whose files are not built in: give --data with ${files}.`,
    );
  }
}

/** The path of the data; what is given by address is fetched first. */
async function locate(data: string | null, io: Io): Promise<string | null> {
  if (data === null) return null;
  if (!isAddress(data)) return resolve(io.cwd, data);
  try {
    return await fetchData(data, io);
  } catch (thrown) {
    await breathe(io);
    throw thrown;
  }
}

/** All that was given, found to be in order: what to compute, on what, and where the results go. */
interface Job {
  readonly name: string;
  readonly recipe: Recipe;
  readonly experiment: Experiment | null;
  /** Where the data are; null for the built-in set. */
  readonly dataPath: string | null;
  /** Only a forecast is wanted. */
  readonly forecast: boolean;
  readonly folder: string;
  /** Where trajectories are kept; null: nowhere. */
  readonly buffers: string | null;
  readonly engine: Engine;
  /** The recipe's own. */
  readonly dataset: Dataset;
  readonly device: DeviceReport;
}

/** @returns null if the arguments only asked for help, which is then printed. */
async function prepare(argv: readonly string[], io: Io): Promise<Job | null> {
  const args = parseArguments(argv);
  if (args.help || args.list) {
    io.stdout(`${args.help ? helpText() : listText()}\n`);
    return null;
  }
  const { name, recipe } = chooseRecipe(args, io.cwd);
  const experiment = chooseExperiment(args, recipe);
  checkDataGiven(recipe, args.data);
  const suffix = experiment ? `-${experiment.name}` : "";
  const folder = resolve(io.cwd, args.out ?? `runs/${name}${suffix}-${recipe.seed}`);
  checkWritable(folder, "The results");
  const buffers = args.buffers === null ? null : resolve(io.cwd, args.buffers);
  if (buffers !== null) checkWritable(buffers, "The trajectories");
  const dataPath = await locate(args.data, io);

  const engine = await io.loadEngine();
  await breathe(io);
  const dataset = await loadDataset(recipe, dataPath, engine);
  await breathe(io);
  const device = await engine.useBackend(args.backend, args.threads);
  await breathe(io);
  return {
    name,
    recipe,
    experiment,
    dataPath,
    forecast: args.forecast,
    folder,
    buffers,
    engine,
    dataset,
    device,
  };
}

/** The data of a variant: read or drawn anew where they are others than the recipe's own. */
async function datasetFor(job: Job, recipe: Recipe): Promise<Dataset> {
  if (dataKey(recipe) === dataKey(job.recipe)) return job.dataset;
  return await loadDataset(recipe, job.dataPath, job.engine);
}

/**
 * Computes one run to its end.
 * @param begun called once the run has been created, that is, once nothing given can be refused any more.
 */
async function compute(
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
  const early: RunEvent[] = [];
  let show = (event: RunEvent): void => void early.push(event);
  const emit = (event: RunEvent): void => {
    if (event.kind === "described") {
      termNames.splice(0, Infinity, ...event.description.terms.map((term) => term.name));
    }
    show(event);
  };
  const run = await engine.createRun(recipe, dataset, { device, emit, buffers: job.buffers });
  try {
    begun();
    progress.nextRun();
    show = (event) => progress.event(event);
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
function heading({ name, recipe, device }: Job): string {
  const { count, ipc } = recipe.stages;
  const cores = device.threads > 1 ? `, ${device.threads} threads` : "";
  const where = `${device.backend} (${device.adapter}${cores})`;
  return `${name}, seed ${recipe.seed}: ${findMethod(recipe.method).title}, ${count} stages × IPC ${ipc} on ${where}`;
}

async function computeOne(job: Job, io: Io, progress: Progress, begun: () => void): Promise<void> {
  const record = await compute(job, job.recipe, io, progress, () => {
    begun();
    for (const reason of job.device.passedOver) progress.note(reason);
    progress.note(heading(job));
  });
  writeFolder(job.folder, runFiles(record));
  progress.note(summary(record.result));
}

/**
 * Computes every variant; each one's results and the table so far are written as soon as it is finished. One that fails
 * is left out with the reason, and the others are computed all the same.
 * @returns a sentence if some have failed.
 */
async function computeExperiment(
  experiment: Experiment,
  job: Job,
  io: Io,
  progress: Progress,
  begun: () => void,
): Promise<string | null> {
  let study = newStudy(experiment, job.recipe, { id: job.name, created: 0, preset: job.name });
  const { variants, leftOut } = study;
  const sets: { title: string; set: DistilledSet }[] = [];
  const settle = (name: string, outcome: Outcome): void => {
    study = { ...study, outcomes: { ...study.outcomes, [name]: outcome } };
    if (studyRows(study).length > 0) writeFolder(job.folder, experimentFiles(study, sets));
  };
  let isUnderWay = false;
  for (const [index, variant] of variants.entries()) {
    try {
      const record = await compute(job, variant.recipe, io, progress, () => {
        begun();
        if (!isUnderWay) introduce(experiment, job, leftOut, progress);
        isUnderWay = true;
        progress.note(`Variant ${index + 1} of ${variants.length}: ${variant.title}`);
      });
      sets.push({ title: variant.title, set: record.set });
      writeFolder(join(job.folder, variant.name), runFiles(record));
      settle(variant.name, {
        state: "finished",
        rows: experimentRows(experiment.rows, variant, record.result),
      });
    } catch (error) {
      if (error instanceof Interrupted || !isUnderWay) throw error;
      const { message: reason } = errorData(error);
      progress.note(`${variant.title} failed: ${reason}`);
      settle(variant.name, { state: "failed", reason });
    }
  }
  progress.note(studyMarkdown(study).trimEnd());
  const failed = Object.values(study.outcomes).filter(({ state }) => state === "failed").length;
  return failed > 0 ? `${failed} of ${variants.length} variants failed.` : null;
}

/** What is about to be computed, and what is not. */
function introduce(experiment: Experiment, job: Job, leftOut: Study["leftOut"], progress: Progress): void {
  for (const reason of job.device.passedOver) progress.note(reason);
  progress.note(`${heading(job)}. ${experiment.question}`);
  for (const { title, reason } of leftOut) progress.note(`Left out: ${title}. ${reason}`);
}

/**
 * Runs the command with the arguments after its name.
 * @returns the exit status: 0 done, 1 failed, 2 bad input, 130 interrupted. Unless it is 0, no results are written,
 * and standard error ends with one sentence that says why.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const progress = new Progress({
    write: (text) => io.stderr(text),
    columns: io.columns,
    now: () => io.now(),
  });
  // Once a run is under way, what goes wrong is no longer a matter of what was given.
  let isUnderWay = false;
  const begun = (): void => void (isUnderWay = true);
  let job: Job | null = null;
  try {
    job = await prepare(argv, io);
    if (!job) return 0;
    if (job.forecast) {
      io.stdout(`${forecastText(await job.engine.forecast(job.recipe, job.dataset, job))}\n`);
      return 0;
    }
    const { experiment } = job;
    const failed = experiment ? await computeExperiment(experiment, job, io, progress, begun) : null;
    if (!experiment) await computeOne(job, io, progress, begun);
    io.stdout(`${job.folder}\n`);
    if (failed) progress.note(failed);
    return failed ? 1 : 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      const kept = job?.experiment ? "variants that had finished are written" : "nothing was written";
      progress.note(`Interrupted: ${kept}.`);
      return 130;
    }
    progress.note(error instanceof BadInput ? error.message : errorData(error).message);
    return !isUnderWay && isBadInput(error) ? 2 : 1;
  }
}
