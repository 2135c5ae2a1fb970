/** The curves of a run as a table: one line for each matching iteration. */
import type { CurvePoint } from "../../protocol/events";

/** A CSV cell; quoted where it holds a comma, a quote or a line break (RFC 4180). */
const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/**
 * CSV with the columns stage, iteration, loss, learning_rate and one for each parameter tensor: its mean squared
 * error (θ_N − θ*)².
 * @param termNames in the order of `CurvePoint.layers`.
 */
export function curvesCsv(points: readonly CurvePoint[], termNames: readonly string[]): string {
  const header = ["stage", "iteration", "loss", "learning_rate", ...termNames.map(cell)].join(",");
  const lines = points.map((point) =>
    [point.stage, point.iteration, point.loss, point.learningRate, ...point.layers].join(","),
  );
  return [header, ...lines, ""].join("\n");
}
