/** The runs of a study in their order: what was measured, or how far each is; it is the queue and the table in one. */
import type { JSX, ReactNode } from "react";
import type { Accuracy } from "../../../workers/protocol/events";
import type { ExperimentRow } from "../../../workers/protocol/experiments/experiment";
import type { Study } from "../../../workers/protocol/experiments/study";
import { repeatVariant } from "../../runs/studies/experimentQueue";
import { Button } from "../../ui/Button";
import { duration, percent } from "../../ui/format";
import type { StudyRun } from "./studyRuns";

interface Props {
  readonly study: Study;
  readonly runs: readonly StudyRun[];
  /** Why no run can be begun or opened now. */
  readonly blocked: string | null;
  readonly onOpen: (id: string) => void;
}

const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)}`;

export function StudyTable({ study, runs, blocked, onOpen }: Props): JSX.Element {
  const schedules = runs.flatMap(({ rows }) => rows.map(({ schedule }) => schedule));
  const severalSchedules = new Set(schedules).size > 1;
  const width = severalSchedules ? 5 : 4;
  const actions = ({ variant, outcome, openable }: StudyRun): ReactNode => (
    <>
      {openable !== null && (
        <Button blocked={blocked} onClick={() => onOpen(openable)}>
          Open
        </Button>
      )}
      {outcome && outcome.state !== "finished" && (
        <Button blocked={blocked} onClick={() => void repeatVariant(variant.name)}>
          Run it
        </Button>
      )}
    </>
  );
  const measured = (run: StudyRun, row: ExperimentRow, isFirst: boolean): JSX.Element => (
    <tr key={`${row.variant} ${row.schedule} ${row.totalIpc}`}>
      <th scope="row">{row.title}</th>
      {severalSchedules && <td>{row.schedule}</td>}
      <td>{row.totalIpc}</td>
      <td>{written(row.accuracy)}</td>
      <td>{row.random ? written(row.random) : "–"}</td>
      <td>{isFirst && duration(row.seconds)}</td>
      <td>{isFirst && actions(run)}</td>
    </tr>
  );
  const unmeasured = (run: StudyRun): JSX.Element => (
    <tr key={run.variant.name} className="muted">
      <th scope="row">{run.variant.title}</th>
      <td colSpan={width}>{run.words}</td>
      <td>{actions(run)}</td>
    </tr>
  );
  return (
    <div className="study-room" role="group" aria-label="Runs" tabIndex={0}>
      <table className="table experiment-table">
        <thead>
          <tr>
            <th scope="col">{study.axes.length ? "run" : "variant"}</th>
            {severalSchedules && <th scope="col">schedule</th>}
            <th scope="col">total IPC</th>
            <th scope="col">distilled, %</th>
            <th scope="col">random real, %</th>
            <th scope="col">computing</th>
            <th scope="col">
              <span className="visually-hidden">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) =>
            run.rows.length > 0 ? run.rows.map((row, k) => measured(run, row, k === 0)) : unmeasured(run),
          )}
        </tbody>
      </table>
    </div>
  );
}
