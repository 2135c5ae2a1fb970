/** An experiment's table as text: CSV for programs, Markdown for people. */
import { csvCell } from "../csv";
import type { ExperimentRow } from "./experiment";

const percent = (fraction: number): string => (fraction * 100).toFixed(1);

/** CSV: accuracies as fractions, standard deviations over networks, seconds of the whole run. */
export function experimentCsv(rows: readonly ExperimentRow[]): string {
  const header =
    "variant,title,schedule,stages,total_ipc,accuracy,std,networks,random_accuracy,random_std,seconds";
  const lines = rows.map(({ variant, title, schedule, stages, totalIpc, accuracy, random, seconds }) =>
    [
      variant,
      title,
      schedule,
      stages,
      totalIpc,
      accuracy.mean,
      accuracy.std,
      accuracy.values.length,
      random?.mean ?? "",
      random?.std ?? "",
      seconds.toFixed(1),
    ]
      .map((value) => csvCell(String(value)))
      .join(","),
  );
  return `${[header, ...lines].join("\n")}\n`;
}

/** The table as Markdown, in percent. */
export function experimentMarkdown(rows: readonly ExperimentRow[]): string {
  const header = "| variant | schedule | total IPC | accuracy, % | random real images, % | seconds |";
  const lines = rows.map(
    ({ title, schedule, totalIpc, accuracy, random, seconds }) =>
      `| ${title} | ${schedule} | ${totalIpc} | ${percent(accuracy.mean)} ± ${percent(accuracy.std)} | ` +
      `${random ? `${percent(random.mean)} ± ${percent(random.std)}` : "–"} | ${Math.round(seconds)} |`,
  );
  return `${[header, "|---|---|---|---|---|---|", ...lines].join("\n")}\n`;
}
