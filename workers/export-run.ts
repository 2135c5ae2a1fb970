/** Files for download, made of what a run has distilled so far. */
import { gridPng } from "./engine/export/grid";
import { imagesZip } from "./engine/export/images-zip";
import { distilledNpz } from "./engine/export/npz";
import { runBundle } from "./engine/export/bundle";
import type { Run } from "./engine/run";
import { dependencies, version } from "../package.json";
import type { ExportedFile, ExportKind, ExportOptions } from "./protocol/api";

/**
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export async function exportRun(run: Run, what: ExportKind, options: ExportOptions): Promise<ExportedFile> {
  const set = await run.distilled();
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
      const { termNames } = run;
      const versions = { studio: version, tfjs: dependencies["@tensorflow/tfjs-core"] };
      const record = { set, result: run.result(), points: run.curves(), termNames, versions };
      return file("run.zip", "application/zip", runBundle(record, options));
    }
  }
}

function file(name: string, type: string, bytes: Uint8Array): ExportedFile {
  return { name, type, bytes: new Uint8Array(bytes) };
}
