/** What an experiment leaves behind: its table as CSV and Markdown, its plot, and the images of all variants side by side. */
import type { ExperimentRow } from "../../protocol/experiments/experiment";
import { experimentCsv, experimentMarkdown } from "../../protocol/experiments/table";
import type { DistilledSet } from "../progressive/distilled";
import { dotPlotPng } from "./dot-plot";
import { fittingGridScale, gridPng, usualGridScale } from "./grid";

const utf8 = new TextEncoder();
/** The stages of several sets on one grid, each under its variant's title; null if there are none. */
function sideBySide(
  sets: readonly { readonly title: string; readonly set: DistilledSet }[],
): DistilledSet | null {
  const first = sets[0];
  if (!first) return null;
  const stages = sets.flatMap(({ title, set }) =>
    set.stages.map((stage) => ({
      ...stage,
      title: set.stages.length > 1 ? `${title} ${stage.stage}` : title,
    })),
  );
  return { ...first.set, stages };
}

/**
 * `table.csv`, `table.md`, `plot.png` and `images.png` (variants side by side, where the images of all have one shape).
 * @param sets of the variants that are finished, in the table's order.
 */
export function experimentFiles(
  title: string,
  rows: readonly ExperimentRow[],
  sets: readonly { readonly title: string; readonly set: DistilledSet }[],
): Map<string, Uint8Array> {
  const severalIpc = new Set(rows.map(({ totalIpc }) => totalIpc)).size > 1;
  const severalSchedules = new Set(rows.map(({ schedule }) => schedule)).size > 1;
  const plotted = rows.map(({ title: name, schedule, totalIpc, accuracy, random }) => ({
    label: [name, severalSchedules && schedule, severalIpc && `IPC ${totalIpc}`].filter(Boolean).join(", "),
    accuracy,
    random: schedule === "progressive" ? random : null,
  }));
  const files = new Map<string, Uint8Array>([
    ["table.csv", utf8.encode(experimentCsv(rows))],
    ["table.md", utf8.encode(experimentMarkdown(rows))],
    ["plot.png", dotPlotPng(title, plotted)],
  ]);
  const images = sideBySide(sets);
  if (images) {
    const usual = { scale: usualGridScale(images.size), labels: true };
    files.set("images.png", gridPng(images, "union", { ...usual, scale: fittingGridScale(images, usual) }));
  }
  return files;
}
