/** The data set that the recipe would use, as the worker describes it, and the person's own files. */
import { createStore } from "zustand/vanilla";
import type { DatasetDescription } from "../../../workers/protocol/api";
import type { GivenFile } from "../../../workers/protocol/data";
import type { StudioErrorData } from "../../../workers/protocol/errors";

export interface DataModel {
  /** What the recipe's data look like; null before the first description. */
  readonly dataset: DatasetDescription | null;
  /** Set while the worker reads or draws. */
  readonly busy: "reading" | "describing" | null;
  /** Images decoded while the data are described, and how many there are to decode; null before the first. */
  readonly decoded: { readonly done: number; readonly total: number } | null;
  /** Why the recipe's data cannot be had, for instance because its files are missing. */
  readonly missing: StudioErrorData | null;
  /** Why the last files were refused; the data set before them stays. */
  readonly refused: StudioErrorData | null;
  /** The files taken last, kept so that a new engine can read them again. */
  readonly files: readonly GivenFile[];
}

export const noData: DataModel = {
  dataset: null,
  busy: null,
  decoded: null,
  missing: null,
  refused: null,
  files: [],
};

export const dataStore = createStore<DataModel>(() => noData);
