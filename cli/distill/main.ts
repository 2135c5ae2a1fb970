/**
 * `distill` from arguments to exit status. Everything that can be wrong with what was given is found out first, in
 * the order arguments, recipe, output folder, data, back end; then the run is computed step by step, and its
 * results are written at the very end.
 */
import { resolve } from "node:path";
import { runFiles } from "../../workers/engine/export/bundle";
import { errorData } from "../../workers/protocol/errors";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { parseArguments } from "./arguments";
import { BadInput, isBadInput } from "./bad-input";
import { chooseExperiment } from "./choose-experiment";
import { chooseRecipe } from "./choose-recipe";
import { computeStudy } from "./compute-study";
import { dataInWords } from "./data-files";
import { fetchData, isAddress } from "./fetched-data";
import { forecastText } from "./forecast";
import { helpText, listText } from "./help";
import { breathe, Interrupted, type Io } from "./io";
import { compute, heading, loadData, type Job } from "./job";
import { checkWritable, writeFolder } from "./output-folder";
import { Progress } from "./progress";
import { summary } from "./summary";

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
  if (!args.forecast) checkWritable(folder, "The results");
  const buffers = args.buffers === null ? null : resolve(io.cwd, args.buffers);
  if (buffers !== null) checkWritable(buffers, "The trajectories");
  const dataPath = await locate(args.data, io);

  const engine = await io.loadEngine();
  await breathe(io);
  const data = await loadData(recipe, dataPath, engine);
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
    fresh: args.fresh,
    buffers,
    engine,
    data,
    device,
  };
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
      io.stdout(`${forecastText(await job.engine.forecast(job.recipe, job.data.dataset, job))}\n`);
      return 0;
    }
    const { experiment } = job;
    const failed = experiment ? await computeStudy(experiment, job, io, progress, begun) : null;
    if (!experiment) await computeOne(job, io, progress, begun);
    io.stdout(`${job.folder}\n`);
    if (failed) progress.note(failed);
    return failed ? 1 : 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      const kept = job?.experiment
        ? "variants that had finished are written, and the same command goes on from there"
        : "nothing was written";
      progress.note(`Interrupted: ${kept}.`);
      return 130;
    }
    progress.note(error instanceof BadInput ? error.message : errorData(error).message);
    return !isUnderWay && isBadInput(error) ? 2 : 1;
  }
}
