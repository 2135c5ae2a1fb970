/**
 * `distill` from arguments to exit status. Everything that can be wrong with what was given is found out first, in
 * the order arguments, recipe, output folder, data, back end; then the run is computed step by step, and its
 * results are written at the very end.
 */
import { resolve } from "node:path";
import { runFiles } from "../../workers/engine/export/bundle";
import type { Dataset } from "../../workers/engine/data/dataset";
import { errorData } from "../../workers/protocol/errors";
import type { RunEvent } from "../../workers/protocol/events";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { parseArguments } from "./arguments";
import { BadInput, isBadInput } from "./bad-input";
import { chooseRecipe } from "./choose-recipe";
import { dataInWords, readDataFiles } from "./data-files";
import type { Engine, EngineRun } from "./engine";
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
async function loadDataset({ data, seed }: Recipe, path: string | null, engine: Engine): Promise<Dataset> {
  if (data.set === "shapes") return engine.drawShapes(data, seed);
  const { title, files } = dataInWords(data.set);
  const dataset = await engine.readDataset(readDataFiles(path as string, data.set));
  if (dataset.set === data.set) return dataset;
  throw new BadInput(
    `The recipe is for ${title}, but ${path} holds ${dataset.title}; --data takes ${files}.`,
  );
}

function checkDataGiven({ data }: Recipe, path: string | null): void {
  if (data.set === "shapes") {
    if (path !== null)
      throw new BadInput(
        "The recipe draws the built-in set, which needs no --data; for files, give --preset mnist or cifar10.",
      );
  } else if (path === null) {
    const { title, files } = dataInWords(data.set);
    throw new BadInput(
      `The recipe is for ${title}, whose files are not built in: give --data with ${files}.`,
    );
  }
}

/** What has to be computed, once all that was given has been found to be in order. */
interface Job {
  readonly run: EngineRun;
  readonly folder: string;
  readonly versions: Engine["versions"];
  /** Names of the network's parameter tensors, told by the run's first event. */
  readonly termNames: readonly string[];
}

/** @returns null if the arguments only asked for help, which is then printed. */
async function prepare(argv: readonly string[], io: Io, progress: Progress): Promise<Job | null> {
  const args = parseArguments(argv);
  if (args.help || args.list) {
    io.stdout(`${args.help ? helpText() : listText()}\n`);
    return null;
  }
  const { name, recipe } = chooseRecipe(args, io.cwd);
  const dataPath = args.data === null ? null : resolve(io.cwd, args.data);
  checkDataGiven(recipe, dataPath);
  const folder = resolve(io.cwd, args.out ?? `runs/${name}-${recipe.seed}`);
  checkWritable(folder);

  const engine = await io.loadEngine();
  await breathe(io);
  const dataset = await loadDataset(recipe, dataPath, engine);
  await breathe(io);
  const device = await engine.useBackend(args.backend, args.threads);
  await breathe(io);
  const termNames: string[] = [];
  // Held back until the run exists: before that, standard error is for the sentence that refuses it.
  const early: RunEvent[] = [];
  let show = (event: RunEvent): void => void early.push(event);
  const emit = (event: RunEvent): void => {
    if (event.kind === "described") {
      termNames.splice(0, Infinity, ...event.description.terms.map((parameter) => parameter.name));
    }
    show(event);
  };
  const run = await engine.createRun(recipe, dataset, { device, emit });
  for (const reason of device.passedOver) progress.note(reason);
  const { count, ipc } = recipe.stages;
  const cores = device.threads > 1 ? `, ${device.threads} threads` : "";
  const where = `${device.backend} (${device.adapter}${cores})`;
  progress.note(`${name}, seed ${recipe.seed}: ${count} stages × IPC ${ipc} on ${where}`);
  show = (event) => progress.event(event);
  early.forEach(show);
  return { run, folder, versions: engine.versions, termNames };
}

async function compute(
  { run, folder, versions, termNames }: Job,
  io: Io,
  progress: Progress,
): Promise<void> {
  try {
    while (!run.finished) {
      await breathe(io);
      await run.step();
    }
    await breathe(io);
    const result = run.result();
    const record = { set: await run.distilled(), result, points: run.curves(), termNames, versions };
    writeFolder(folder, runFiles(record));
    progress.note(summary(result));
    io.stdout(`${folder}\n`);
  } finally {
    await run.dispose();
  }
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
  let job: Job | null = null;
  try {
    job = await prepare(argv, io, progress);
    if (job) await compute(job, io, progress);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      progress.note("Interrupted: nothing was written.");
      return 130;
    }
    progress.note(error instanceof BadInput ? error.message : errorData(error).message);
    // Once a run is under way, what goes wrong is no longer a matter of what was given.
    return job === null && isBadInput(error) ? 2 : 1;
  }
}
