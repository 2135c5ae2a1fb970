/** A sweep's table as text: CSV with a line for each combination, Markdown with the rows and columns that it has. */
import { csvCell } from "../csv";
import { settingText } from "../recipe/settings";
import type { ExperimentRow } from "./experiment";
import { axisName } from "./sweep";
import { valueInWords, type SweepAxis, type SweepValue } from "./sweep-values";

export interface SweepCell {
  /** One for each axis. */
  readonly values: readonly SweepValue[];
  /** Name of the variant; null for a combination that is left out. */
  readonly variant: string | null;
  /** Null where nothing was measured. */
  readonly row: ExperimentRow | null;
  /** Why nothing was measured; "" where something was. */
  readonly reason: string;
}

/** CSV: accuracies as fractions, standard deviations over networks, seconds of the whole run; empty where unmeasured. */
export function sweepCsv(axes: readonly SweepAxis[], cells: readonly SweepCell[]): string {
  const measured = "total_ipc,accuracy,std,networks,random_accuracy,random_std,seconds,reason";
  const header = [...axes.map(({ path }) => csvCell(path)), measured].join(",");
  const lines = cells.map(({ values, row, reason }) =>
    [
      ...values.map(settingText),
      row?.totalIpc ?? "",
      row?.accuracy.mean ?? "",
      row?.accuracy.std ?? "",
      row?.accuracy.values.length ?? "",
      row?.random?.mean ?? "",
      row?.random?.std ?? "",
      row?.seconds.toFixed(1) ?? "",
      reason,
    ]
      .map((value) => csvCell(String(value)))
      .join(","),
  );
  return `${[header, ...lines].join("\n")}\n`;
}

const percent = (fraction: number): string => (fraction * 100).toFixed(1);

function cellText({ row, reason }: SweepCell, notes: string[]): string {
  if (row) {
    const accuracy = `${percent(row.accuracy.mean)} ± ${percent(row.accuracy.std)}`;
    return `${accuracy} (IPC ${row.totalIpc}, ${Math.round(row.seconds)} s)`;
  }
  if (!notes.includes(reason)) notes.push(reason);
  return `– [${notes.indexOf(reason) + 1}]`;
}

/** Markdown in percent, with the total IPC and the seconds of each run; below it why cells are empty. */
export function sweepMarkdown(axes: readonly SweepAxis[], cells: readonly SweepCell[]): string {
  const [rows, columns] = axes;
  if (!rows) return "";
  const bar = (parts: readonly string[]): string => `| ${parts.join(" | ")} |`;
  const across = columns?.values.map((value) => valueInWords(columns.path, value)) ?? ["accuracy, %"];
  const corner = columns ? `accuracy, %: ${axisName(rows)} ↓, ${axisName(columns)} →` : axisName(rows);
  const notes: string[] = [];
  const lines = rows.values.map((value, row) => {
    const own = cells.slice(row * across.length, (row + 1) * across.length);
    return bar([valueInWords(rows.path, value), ...own.map((cell) => cellText(cell, notes))]);
  });
  const rule = bar(["---", ...across.map(() => "---")]);
  const below = notes.map((note, index) => `[${index + 1}] ${note}  `);
  return `${[bar([corner, ...across]), rule, ...lines, ...(below.length ? ["", ...below] : [])].join("\n")}\n`;
}
