/**
 * The results' folder: tried before the run, written after it and all at once. The files go into a temporary
 * folder, which then takes its place or hands its files over; all calls are synchronous, so that no signal comes
 * in between.
 */
import { randomUUID } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StudioError } from "../../workers/protocol/errors";
import { BadInput, fileTrouble } from "./bad-input";

const kindOf = (path: string): "folder" | "file" | "nothing" => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "nothing" : stat.isDirectory() ? "folder" : "file";
};

/** Whether something on the path is a link that leads nowhere: nothing can be made under it. */
function leadsNowhere(path: string): boolean {
  if (kindOf(path) !== "nothing") return false;
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink || (dirname(path) !== path && leadsNowhere(dirname(path)));
}

/** The nearest folder above `path` that exists. */
function existingParent(path: string): string {
  const parent = dirname(path);
  return kindOf(parent) === "folder" || parent === path ? parent : existingParent(parent);
}

/**
 * Finds out whether something could be written to `folder`, and leaves nothing behind.
 * @param what is to be written there: "The results".
 * @throws BadInput if not.
 */
export function checkWritable(folder: string, what: string): void {
  try {
    if (kindOf(folder) === "file")
      throw new BadInput(`${what} cannot be written to ${folder}: it is a file, not a folder.`);
    if (leadsNowhere(folder))
      throw new BadInput(`${what} cannot be written to ${folder}: it lies behind a link that leads nowhere.`);
    const place = kindOf(folder) === "folder" ? folder : existingParent(folder);
    rmdirSync(mkdtempSync(join(place, ".distill-")));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${what} cannot be written to ${folder}: ${fileTrouble(error)}.`);
  }
}

/** Grids of stages that an earlier, longer run left behind: they would pass for this run's. */
function staleGrids(folder: string, files: ReadonlyMap<string, unknown>): string[] {
  return readdirSync(folder).filter((name) => /^stage-\d+\.png$/.test(name) && !files.has(name));
}

function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const exists = kindOf(folder) === "folder";
  const unique = `.distill-${randomUUID()}`;
  // A folder that is there may be a volume of its own, into which nothing can be moved from outside.
  const temporary = exists ? join(folder, unique) : join(dirname(folder), unique);
  mkdirSync(temporary, { recursive: true });
  try {
    for (const [name, bytes] of files) writeFileSync(join(temporary, name), bytes);
    if (!exists) return renameSync(temporary, folder);
    for (const name of files.keys()) renameSync(join(temporary, name), join(folder, name));
    for (const name of staleGrids(folder, files)) rmSync(join(folder, name));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Writes all files to `folder`, which is made if need be; files of other names in it stay.
 * @throws StudioError `internal` with the reason; nothing of the new files is then in the folder, unless the file
 * system failed between two renames.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  try {
    writeAll(folder, files);
  } catch (error) {
    const message = `The results could not be written to ${folder}: ${fileTrouble(error)}.`;
    throw new StudioError(
      "internal",
      message,
      "Make room or give another folder with --out, then run again.",
    );
  }
}
