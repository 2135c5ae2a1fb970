/** A sweep as a picture: over two settings a heat map, over one dots with whiskers. */
import type { JSX } from "react";
import { axisName } from "../../../workers/protocol/experiments/sweep";
import { valueInWords } from "../../../workers/protocol/experiments/sweep-values";
import { sweepCells, type Study } from "../../../workers/protocol/experiments/study";
import { AccuracyDots } from "../../ui/charts/AccuracyDots";
import { AccuracyGrid } from "../../ui/charts/AccuracyGrid";
import type { StudyRun } from "./studyRuns";

interface Props {
  readonly study: Study;
  readonly runs: readonly StudyRun[];
  /** Null while no run can be opened. */
  readonly onOpen: ((id: string) => void) | null;
}

export function SweepChart({ study, runs, onOpen }: Props): JSX.Element | null {
  const [rows, columns] = study.axes;
  if (!rows) return null;
  const cells = sweepCells(study);
  const names = rows.values.map((value) => valueInWords(rows.path, value));
  const runOf = (name: string | null): StudyRun | undefined =>
    runs.find(({ variant }) => variant.name === name);
  if (columns) {
    return (
      <AccuracyGrid
        title="Accuracy"
        note="%, mean ± standard deviation at the end of each run"
        rowAxis={axisName(rows)}
        columnAxis={axisName(columns)}
        rows={names}
        columns={columns.values.map((value) => valueInWords(columns.path, value))}
        cells={cells.map(({ values, variant, row, reason }) => {
          const run = runOf(variant);
          const openable = run?.openable ?? null;
          return {
            id: JSON.stringify(values),
            accuracy: row?.accuracy ?? null,
            word: run?.word ?? "left out",
            reason: run && run.outcome?.state !== "failed" ? "" : reason,
            onOpen: openable !== null && onOpen ? () => onOpen(openable) : null,
          };
        })}
      />
    );
  }
  return (
    <AccuracyDots
      title="Accuracy"
      note="%, mean ± standard deviation at the end of each run; hollow: random real images"
      axis={axisName(rows)}
      rows={cells.map(({ variant, row }, index) => ({
        name: names[index]!,
        accuracy: row?.accuracy ?? null,
        random: row?.random ?? null,
        word: runOf(variant)?.word ?? "left out",
      }))}
    />
  );
}
