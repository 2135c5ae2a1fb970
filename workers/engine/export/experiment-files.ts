/** What an experiment or a sweep leaves behind: its table as CSV and Markdown, its picture, and the images side by side. */
import { studyRows, sweepCells, type Study } from "../../protocol/experiments/study";
import { axisName } from "../../protocol/experiments/sweep";
import { studyCsv, studyMarkdown } from "../../protocol/experiments/study-table";
import { valueInWords } from "../../protocol/experiments/sweep-values";
import type { DistilledSet } from "../progressive/distilled";
import { dotPlotPng } from "./dot-plot";
import { fittingGridScale, gridPng, usualGridScale } from "./grid";
import { heatMapPng } from "./heat-map";

const utf8 = new TextEncoder();

/** The stages of several sets on one grid, each under its variant's title; null if there are none, or of several shapes. */
function sideBySide(
  sets: readonly { readonly title: string; readonly set: DistilledSet }[],
): DistilledSet | null {
  const first = sets[0];
  const shape = ({ set: { size, channels, classNames } }: (typeof sets)[number]): string =>
    JSON.stringify([size, channels, classNames]);
  if (!first || sets.some((each) => shape(each) !== shape(first))) return null;
  const stages = sets.flatMap(({ title, set }) =>
    set.stages.map((stage) => ({
      ...stage,
      title: set.stages.length > 1 ? `${title} ${stage.stage}` : title,
    })),
  );
  return { ...first.set, stages };
}

/** Accuracies as dots, each under its variant. */
function plot(study: Study): Uint8Array {
  const rows = studyRows(study);
  const severalIpc = study.axes.length === 0 && new Set(rows.map(({ totalIpc }) => totalIpc)).size > 1;
  const severalSchedules = new Set(rows.map(({ schedule }) => schedule)).size > 1;
  const plotted = rows.map(({ title: name, schedule, totalIpc, accuracy, random }) => ({
    label: [name, severalSchedules && schedule, severalIpc && `IPC ${totalIpc}`].filter(Boolean).join(", "),
    accuracy,
    random: schedule === "progressive" ? random : null,
  }));
  return dotPlotPng(study.title, plotted);
}

/** A sweep's accuracies over its two settings. */
function heatMap({ title, axes, ...rest }: Study): Uint8Array {
  const [rows, columns] = axes;
  const names = (axis: typeof rows): string[] => axis!.values.map((value) => valueInWords(axis!.path, value));
  const cells = sweepCells({ axes, ...rest }).map(({ variant, row }) => {
    const outcome = variant === null ? undefined : rest.outcomes[variant];
    const word = variant === null ? "left out" : (outcome?.state ?? "not run");
    return { accuracy: row?.accuracy ?? null, word };
  });
  return heatMapPng({
    title,
    rowAxis: axisName(rows!),
    columnAxis: axisName(columns!),
    rows: names(rows),
    columns: names(columns),
    cells,
  });
}

/**
 * `table.csv`, `table.md`, `plot.png` (`heat.png` of a sweep over two settings) and `images.png` (variants side by side,
 * where the images of all have one shape).
 * @param study with one run that has finished, at least.
 * @param sets of the variants that are finished, in the table's order.
 */
export function experimentFiles(
  study: Study,
  sets: readonly { readonly title: string; readonly set: DistilledSet }[],
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([
    ["table.csv", utf8.encode(studyCsv(study))],
    ["table.md", utf8.encode(studyMarkdown(study))],
    study.axes.length === 2 ? ["heat.png", heatMap(study)] : ["plot.png", plot(study)],
  ]);
  const images = sideBySide(sets);
  if (images) {
    const usual = { scale: usualGridScale(images.size), labels: true };
    files.set("images.png", gridPng(images, "union", { ...usual, scale: fittingGridScale(images, usual) }));
  }
  return files;
}
