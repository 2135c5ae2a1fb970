/** How large the images of compared runs are drawn: as large as leaves the runs beside each other. Pure. */
import { imageGap } from "../../ui/images/layout";

/** Images of a class in a stage that are shown at most. */
export const mostColumns = 10;

export interface ComparedGrids {
  /** Room for the names of the classes, in CSS pixels. */
  readonly labelWidth: number;
  /** Images in a row of each stage. */
  readonly columns: readonly number[];
}

/** As in compare.css: between two runs, a run's frame, between two stages, and what the heading of one takes. */
const runGap = 12;
const runFrame = 18;
const stageGap = 8;
const stageWidth = 56;

const sides = [48, 32] as const;
/** Where none lets them all stand beside each other. */
const usual = 32;

const widthOf = ({ labelWidth, columns }: ComparedGrids, side: number): number =>
  runFrame +
  columns.reduce(
    (sum, count) => sum + stageGap + Math.max(stageWidth, count * (side + imageGap) - imageGap),
    labelWidth - stageGap,
  );

/**
 * The side of an image, in CSS pixels, about.
 * @param width room for all of them, in CSS pixels
 */
export function comparedSide(runs: readonly ComparedGrids[], width: number): number {
  const all = (side: number): number =>
    runs.reduce((sum, run) => sum + widthOf(run, side), runGap * (runs.length - 1));
  return sides.find((side) => all(side) <= width) ?? usual;
}
