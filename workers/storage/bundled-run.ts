/**
 * The run within a run bundle that the studio reads back, beside the files for others: `run.studio`, one kept file.
 * What comes in is taken for hostile: sizes are bounded before anything is unpacked, the check sum must fit, and every
 * field is checked.
 */
import { unzipSync, type UnzipFileInfo } from "fflate";
import type { DistilledSet } from "../engine/progressive/distilled";
import { StudioError } from "../protocol/errors";
import type { RunView, StoredRun } from "../protocol/library";
import type { RunResult } from "../protocol/result";
import { keptFile, readKeptFile } from "./kept-file";
import { bundledSchema } from "./kept-schema";

export const bundledName = "run.studio";

/** Bytes of the file within, at most. */
const largest = 1 << 29;

/** What the entry of a run tells of the run itself, wherever it is kept. */
export type BundledEntry = Omit<
  StoredRun,
  | "id"
  | "changed"
  | "error"
  | "data"
  | "bytes"
  | "buffers"
  | "study"
  | "resumable"
  | "branchStages"
  | "parent"
  | "imported"
  | "deleted"
>;

export interface BundledRun {
  readonly entry: BundledEntry;
  readonly view: RunView;
  readonly set: DistilledSet;
  readonly result: RunResult;
}

/** The file for a bundle. */
export function bundledRun({ entry, view, set, result }: BundledRun): Promise<Uint8Array> {
  const { name, preset, notes, tags, created, recipe, backends, adapter, versions } = entry;
  const { state, progress, part, best, thumbnail } = entry;
  const about = { name, preset, notes, tags, created, recipe, backends, adapter, versions };
  const { zca, ...plain } = set;
  const arrays = zca ? set : plain;
  return keptFile({ entry: { ...about, state, progress, part, best, thumbnail }, view, set: arrays, result });
}

const refuse = (what: string, hint = "Export the run again where it was computed."): never => {
  throw new StudioError("bad-file", what, hint);
};

function unzipped(name: string, zip: Uint8Array): Uint8Array<ArrayBuffer> {
  const wanted = (info: UnzipFileInfo): boolean => {
    if (info.name !== bundledName) return false;
    if (info.originalSize > largest) refuse(`${name} holds a run of more than 512 MB, which is refused.`);
    return true;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, { filter: wanted });
  } catch (thrown) {
    if (thrown instanceof StudioError) throw thrown;
    return refuse(`${name} is no zip file, or is damaged.`, "Choose a run bundle that the studio exported.");
  }
  const file = files[bundledName];
  if (file) return new Uint8Array(file);
  return refuse(
    `${name} is no run bundle of the studio: it holds no ${bundledName}.`,
    "Choose a run bundle that the studio exported.",
  );
}

/**
 * Reads a run out of a bundle.
 * @param name of the file, for the sentence.
 * @throws StudioError `bad-file`
 */
export async function readBundle(name: string, zip: Uint8Array): Promise<BundledRun> {
  const { tree, problem } = await readKeptFile(unzipped(name, zip));
  if (problem === "newer")
    refuse(`${name} was made by a newer studio.`, "Reload the page to get the newer one.");
  if (problem !== null) refuse(`${name} is damaged: the check sum of its run is another.`);
  const checked = bundledSchema.safeParse(tree);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0]!;
  return refuse(`${name} holds no valid run: ${path.join(".") || "its arrays"}: ${message}.`);
}
