/** The accuracies of a finished run as a short table. */
import type { RunResult } from "../../workers/protocol/result";
import { duration, percent } from "./words";

/** Lines for standard error: one for each accuracy, the way they were measured, the time it took. */
export function summary(result: RunResult): string {
  const rows: [string, string, string][] = [];
  const own = result.evaluation[0]?.network;
  for (const { schedule, network, totalIpc, accuracy, byStage } of result.evaluation) {
    if (network !== own) {
      rows.push([network, String(totalIpc), percent(accuracy)]);
    } else if (schedule === "progressive" && byStage.length > 1) {
      for (const step of byStage) rows.push(["progressive", String(step.totalIpc), percent(step.accuracy)]);
    } else {
      rows.push([schedule, String(totalIpc), percent(accuracy)]);
    }
  }
  const { random, coresets = {}, fullData } = result.baselines;
  for (const step of random?.byStage ?? []) {
    rows.push(["random real images", String(step.totalIpc), percent(step.accuracy)]);
  }
  for (const [method, { byStage }] of Object.entries(coresets)) {
    for (const step of byStage)
      rows.push([`coreset: ${method}`, String(step.totalIpc), percent(step.accuracy)]);
  }
  if (fullData) rows.push(["all the real data", "all", percent(fullData.accuracy)]);
  const header: [string, string, string] = ["", "images per class", "test accuracy"];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] as string).length)),
  );
  const lines = [header, ...rows].map(([name, count, accuracy]) =>
    [
      name.padEnd(widths[0] as number),
      count.padStart(widths[1] as number),
      accuracy.padStart(widths[2] as number),
    ].join("   "),
  );
  const protocol = result.evaluation[0]?.protocol;
  return [
    ...lines,
    ...(protocol ? [protocol] : []),
    `${duration(result.seconds.total)} on ${result.backend}.`,
  ].join("\n");
}
