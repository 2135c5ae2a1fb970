/** Data sets of files: known by a hash, and kept with the runs on them where they are small enough. */
import { keptLimits } from "../protocol/kept-limits";
import type { Dataset } from "../engine/data/dataset";
import { StudioError } from "../protocol/errors";
import { fingerprint } from "./kept-file";
import { storageUse } from "./open-storage";
import type { RunStore } from "./run-store";

const hashes = new WeakMap<Dataset, Promise<string>>();

/** Without what a run derives from it. */
function plain(dataset: Dataset): Dataset {
  const split = ({ values: _, ...rest }: Dataset["train"]): Dataset["train"] => rest;
  return { ...dataset, train: split(dataset.train), test: split(dataset.test) };
}

/** SHA-256 of all that decides how a run on these data goes. */
export function dataHash(dataset: Dataset): Promise<string> {
  const known = hashes.get(dataset) ?? fingerprint(plain(dataset));
  hashes.set(dataset, known);
  return known;
}

/** Keeps the data of a run if there is room. @returns their hash */
export async function keepDataset(store: RunStore, dataset: Dataset): Promise<string> {
  const hash = await dataHash(dataset);
  const bytes = dataset.train.pixels.length + dataset.test.pixels.length;
  const { left } = await storageUse();
  // A run needs room of its own; without the data it still knows them when they come again.
  const fits = bytes <= keptLimits.data && (left === null || 4 * bytes <= left);
  if (fits) await store.keepData(hash, plain(dataset)).catch(() => undefined);
  return hash;
}

/**
 * The data set that a run was begun on: what was kept, or what is loaded, if it is the same.
 * @throws StudioError `no-data` if it is neither.
 */
export async function datasetOfRun(
  store: RunStore,
  hash: string,
  loaded: () => Promise<Dataset>,
): Promise<Dataset> {
  const kept = await store.data(hash);
  if (kept) return kept;
  const given = await loaded().catch(() => null);
  if (given && (await dataHash(given)) === hash) return given;
  throw new StudioError(
    "no-data",
    given
      ? "The files that are loaded are not those that this run was begun with."
      : "This run goes on with the files that it was begun with, which are not loaded.",
    "Drop the same files on the page, or use them where they are kept by address, then resume.",
  );
}
