/** Of several coresets the one that company is kept with: the best after the last stage that all of them were judged at. */
import type { AccuracyReport } from "../../../workers/protocol/events";

export type CoresetReport = Extract<AccuracyReport, { of: "coreset" }>;

/** The reports of that coreset, stage by stage; none before the first. */
export function bestCoreset(reports: readonly CoresetReport[]): readonly CoresetReport[] {
  const methods = [...new Set(reports.map(({ method }) => method))];
  const reached = (method: string): number =>
    Math.max(...reports.filter((report) => report.method === method).map(({ stage }) => stage));
  const stage = Math.min(...methods.map(reached));
  const rivals = reports.filter((report) => report.stage === stage);
  const [best] = rivals.toSorted((a, b) => b.accuracy.mean - a.accuracy.mean);
  return reports.filter(({ method }) => method === best?.method).toSorted((a, b) => a.stage - b.stage);
}
