/**
 * The finished runs in a study's folder. A hidden file beside the results of each holds what the table and the pictures
 * need of it, to the bit, and what decided it: recipe, data, back end, versions. A study that was cut off and is started
 * again takes from there what is the same, and refuses a folder in which it is not, so that nothing of others is replaced.
 */
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../workers/engine/export/bundle";
import type { Variant } from "../../workers/protocol/experiments/experiment";
import { recipeFields } from "../../workers/protocol/recipe/describe";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { settingText } from "../../workers/protocol/recipe/settings";
import { getSetting } from "../../workers/protocol/recipe/tree";
import { keptFile, readKeptFile } from "../../workers/storage/kept-file";
import { BadInput, fileTrouble } from "./bad-input";

/** What decides a run's bits beside its recipe. */
export interface Surroundings {
  readonly backend: string;
  readonly adapter: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the data's files; null for the built-in set. */
  readonly digest: string | null;
}

/** What a study needs of a run that has finished. */
export type FinishedRun = Pick<RunRecord, "set" | "result">;

interface Kept extends FinishedRun {
  readonly recipe: Recipe;
  readonly surroundings: Surroundings;
}

/** Name of the hidden file. */
const keptName = ".finished";

/** What `runFiles` and this write for a run, and `experimentFiles` for a study. */
const runNames =
  /^(recipe|result|run)\.json$|^curves\.csv$|^(stage-\d+|union)\.png$|^distilled\.npz$|^load\.py$|^\.finished$/;
const studyNames = /^table\.(csv|md)$|^(plot|heat|images)\.png$/;

/** The hidden file of a run, by its name, to be written with the others. */
export async function finishedFile(
  { set, result }: FinishedRun,
  recipe: Recipe,
  surroundings: Surroundings,
): Promise<[name: string, bytes: Uint8Array]> {
  const kept: Kept = { recipe, surroundings, set, result };
  return [keptName, await keptFile(kept)];
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Names of the folders in `folder` that hold a run's results. */
function runsIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => [keptName, "run.json"].some((file) => isFile(join(folder, name, file))))
    .sort();
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is another with the kept run than with the one that is wanted, in words; null if nothing is. */
function difference(kept: Kept, recipe: Recipe, now: Surroundings): string | null {
  const { surroundings: then } = kept;
  if (!same(kept.recipe, recipe)) {
    const paths = [...recipeFields.keys()];
    const path = paths.find((each) => !same(getSetting(kept.recipe, each), getSetting(recipe, each)));
    if (path === undefined) return "of another recipe";
    const [old, wanted] = [kept.recipe, recipe].map((each) => settingText(getSetting(each, path)) || "none");
    return `with ${path} ${old} instead of ${wanted}`;
  }
  if (then.digest !== now.digest) return "on other data";
  if (then.backend !== now.backend) return `computed on ${then.backend} instead of ${now.backend}`;
  if (then.adapter !== now.adapter) return `computed on ${then.adapter} instead of ${now.adapter}`;
  const names = Object.keys({ ...then.versions, ...now.versions });
  const name = names.find((each) => then.versions[each] !== now.versions[each]);
  if (name === undefined) return null;
  const [old, wanted] = [then, now].map(({ versions }) => versions[name] ?? "unknown");
  return `computed by ${name} ${old} instead of ${wanted}`;
}

async function readKept(folder: string): Promise<Kept | null> {
  const path = join(folder, keptName);
  if (!isFile(path)) return null;
  // Whole by its check sum, it is as this program wrote it.
  return (await readKeptFile(new Uint8Array(readFileSync(path)))).tree as Kept | null;
}

const equal = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.compare(
    Buffer.from(a.buffer, a.byteOffset, a.byteLength),
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;

/** The run with the whitening of one of the others where it is the same: it is large, and all may share it. */
function sharing(run: FinishedRun, others: Iterable<FinishedRun>): FinishedRun {
  const { zca } = run.set;
  if (!zca || zca === "pending") return run;
  for (const { set } of others) {
    const known = set.zca;
    if (known && known !== "pending" && equal(known.transform, zca.transform) && equal(known.mean, zca.mean))
      return { ...run, set: { ...run.set, zca: known } };
  }
  return run;
}

const wayOut = "give another folder with --out, or --fresh to replace it";

/**
 * The runs in the folder, by the names of their variants.
 * @throws BadInput if one of them is no run of these variants, or was not computed in the same way.
 */
export async function readFinishedRuns(
  folder: string,
  variants: readonly Variant[],
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, FinishedRun>> {
  const found = new Map<string, FinishedRun>();
  try {
    for (const name of runsIn(folder)) {
      const path = join(folder, name);
      const variant = variants.find((each) => each.name === name);
      if (!variant) throw new BadInput(`${path} holds a run that is none of these: ${wayOut}.`);
      const kept = await readKept(path);
      if (!kept)
        throw new BadInput(`${path} holds a run of which it cannot be told how it was computed: ${wayOut}.`);
      const other = difference(kept, variant.recipe, surroundings);
      if (other !== null) throw new BadInput(`${path} holds a run ${other}: ${wayOut}.`);
      found.set(name, sharing(kept, found.values()));
    }
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`The results in ${folder} cannot be read: ${fileTrouble(error)}.`);
  }
  return found;
}

function removeFiles(folder: string, names: RegExp): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile() && names.test(entry.name)) rmSync(join(folder, entry.name));
}

/**
 * Removes the results of a study and of all its runs; other files stay.
 * @throws BadInput if they cannot be removed.
 */
export function removeStudy(folder: string): void {
  try {
    const runs = runsIn(folder).map((name) => join(folder, name));
    for (const run of runs) {
      removeFiles(run, runNames);
      if (readdirSync(run).length === 0) rmdirSync(run);
    }
    if (runs.length > 0) removeFiles(folder, studyNames);
  } catch (error) {
    throw new BadInput(`The results in ${folder} cannot be replaced: ${fileTrouble(error)}.`);
  }
}
