/** All that a run leaves behind, as files: what the command line writes to a folder and the studio zips. */
import type { CurvePoint } from "../../protocol/events";
import type { RunResult } from "../../protocol/result";
import type { DistilledSet } from "../progressive/distilled";
import { zipFiles } from "./archive";
import { curvesCsv } from "./curves-csv";
import { fittingGridScale, gridPng, usualGridScale } from "./grid";
import type { GridOptions } from "./grid-layout";
import { stagesOf } from "./image-bytes";
import { loaderScript } from "./loader";
import { distilledNpz } from "./npz";

export interface RunRecord {
  readonly set: DistilledSet;
  readonly result: RunResult;
  readonly points: readonly CurvePoint[];
  /** Names of the parameter tensors, in the order of `CurvePoint.layers`. */
  readonly termNames: readonly string[];
  /** Versions of the studio and of the libraries that computed, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Pixels of the largest grid that is drawn unasked: about a second's work. */
const usualPixels = 10_000_000;

const utf8 = new TextEncoder();
const json = (value: unknown): Uint8Array => utf8.encode(`${JSON.stringify(value, null, 2)}\n`);

/**
 * The files of a run by name: `recipe.json`, `result.json`, `run.json`, `curves.csv`, `stage-1.png` …, `union.png`,
 * `distilled.npz`, `load.py`.
 * @param grid how the PNG grids are drawn; by default labelled, with images about 128 pixels tall, or less
 * where that would take long.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function runFiles(record: RunRecord, grid?: GridOptions): Map<string, Uint8Array> {
  const { set, result, points, termNames, versions } = record;
  const usual = { scale: usualGridScale(set.size), labels: true };
  const options = grid ?? { ...usual, scale: fittingGridScale(set, usual, usualPixels) };
  const { recipe, backend } = result;
  const files = new Map<string, Uint8Array>([
    ["recipe.json", json(recipe)],
    ["result.json", json(result)],
    [
      "run.json",
      json({ format: "dataset-distillation-run", formatVersion: 1, versions, backend, recipe, result }),
    ],
    ["curves.csv", utf8.encode(curvesCsv(points, termNames))],
  ]);
  for (const { stage } of stagesOf(set)) files.set(`stage-${stage}.png`, gridPng(set, stage, options));
  files.set("union.png", gridPng(set, "union", options));
  files.set("distilled.npz", distilledNpz(set));
  files.set("load.py", utf8.encode(loaderScript));
  return files;
}

/**
 * {@link runFiles} as one zip.
 * @param more files to go with them
 */
export function runBundle(
  record: RunRecord,
  grid?: GridOptions,
  more: ReadonlyMap<string, Uint8Array> = new Map(),
): Uint8Array<ArrayBuffer> {
  return zipFiles(new Map([...runFiles(record, grid), ...more]));
}
