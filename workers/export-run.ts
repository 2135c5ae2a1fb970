/** Files for download, made of what a run has distilled so far; the run may be under way or come from the library. */
import { gridPng } from "./engine/export/grid";
import { imagesZip } from "./engine/export/images-zip";
import { distilledNpz } from "./engine/export/npz";
import { runBundle, type RunRecord } from "./engine/export/bundle";
import { StudioError } from "./protocol/errors";
import type { ExportedFile, ExportKind, ExportOptions } from "./protocol/api";
import { bundledName, bundledRun, type BundledRun } from "./storage/bundled-run";
import type { KeptRun } from "./storage/run-store";

/** A run to be exported: what the studio reads back, and what others read. */
export interface Exported extends BundledRun {
  readonly record: RunRecord;
}

/** A run as it is kept. @throws StudioError `no-data` if nothing has been distilled yet. */
export function exported({
  entry,
  view,
  set,
  result,
}: Omit<BundledRun, "set"> & Pick<KeptRun, "set">): Exported {
  if (!set) throw new StudioError("no-data", "Nothing has been distilled yet.", "Resume the run first.");
  const { points, description } = view;
  const termNames = description.terms.map(({ name }) => name);
  return { entry, view, set, result, record: { set, result, points, termNames, versions: entry.versions } };
}

/**
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export async function exportRun(
  run: Exported,
  what: ExportKind,
  options: ExportOptions,
): Promise<ExportedFile> {
  const { set } = run;
  switch (what.kind) {
    case "grid": {
      const name = what.stage === "union" ? "union" : `stage-${what.stage}`;
      return file(`${name}.png`, "image/png", gridPng(set, what.stage, options));
    }
    case "images":
      return file("images.zip", "application/zip", imagesZip(set, options.display));
    case "npz":
      return file("distilled.npz", "application/octet-stream", distilledNpz(set));
    case "bundle": {
      const whole = new Map([[bundledName, await bundledRun(run)]]);
      return file("run.zip", "application/zip", runBundle(run.record, options, whole));
    }
  }
}

function file(name: string, type: string, bytes: Uint8Array): ExportedFile {
  return { name, type, bytes: new Uint8Array(bytes) };
}
