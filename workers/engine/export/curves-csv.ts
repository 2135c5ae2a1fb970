/** The curves of a run as a table: one line for each matching iteration. */
import { csvCell } from "../../protocol/csv";
import type { CurvePoint } from "../../protocol/events";

/**
 * CSV with the columns stage, iteration, loss, learning_rate and one for each parameter tensor: its mean squared
 * error (θ_N − θ*)².
 * @param termNames in the order of `CurvePoint.layers`.
 */
export function curvesCsv(points: readonly CurvePoint[], termNames: readonly string[]): string {
  const header = ["stage", "iteration", "loss", "learning_rate", ...termNames.map(csvCell)].join(",");
  const lines = points.map((point) =>
    [point.stage, point.iteration, point.loss, point.learningRate, ...point.layers].join(","),
  );
  return [header, ...lines, ""].join("\n");
}
