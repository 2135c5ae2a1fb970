/** Runs of the library beside each other: their loss curves over each other, their images, what sets them apart. */
import { useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import { date } from "../../../workers/protocol/dates";
import { compareStore, differences, type ComparedRun } from "../../runs/library/compareStore";
import { lossColumn, secondsColumn } from "../../runs/run/curveStore";
import { totalOf } from "../../runs/run/spans";
import { openDialog, viewStore } from "../../runs/viewStore";
import { LineChart } from "../../ui/charts/LineChart";
import { Dialog } from "../../ui/Dialog";
import { figure } from "../../ui/format";
import { axisTo, hasSeconds, lastSeconds } from "../curves/curveAxis";
import { stageLines } from "../curves/curveData";
import { OverToggle, ScaleToggle, SmoothToggle } from "../curves/toggles";
import { accuracyOf } from "../library/words";
import { RunImages } from "./RunImages";
import "./compare.css";

/** Told apart by those who see few colours, too; the first letters stand at the lines. */
const colors = [
  "light-dark(#0b5f58, #5fd0bf)",
  "light-dark(#b3410a, #ff9d66)",
  "light-dark(#5b3fb0, #b6a2ff)",
  "light-dark(#6b6b00, #d6d35a)",
] as const;

/** Their names; of runs that share one, with a letter. */
function namesOf(runs: readonly ComparedRun[]): readonly string[] {
  return runs.map(({ run: { name } }, index) =>
    runs.some((other, place) => place !== index && other.run.name === name)
      ? `${String.fromCodePoint(65 + index)}: ${name}`
      : name,
  );
}

interface Props {
  readonly runs: readonly ComparedRun[];
  readonly names: readonly string[];
}

function Losses({ runs, names }: Props): JSX.Element {
  const kind = useStore(viewStore, (view) => view.lossScale);
  const smooth = useStore(viewStore, (view) => view.smooth);
  const [cursor, setCursor] = useState<number | null>(null);
  const over = useStore(viewStore, (view) => view.curvesOver);
  const timed = useMemo(() => runs.every(({ stages }) => hasSeconds(stages, secondsColumn)), [runs]);
  const seconds = timed && over === "seconds" ? secondsColumn : null;
  const xAxis = useMemo(() => {
    const ends = runs.map(({ spans, stages }) =>
      seconds === null ? totalOf(spans) : lastSeconds(stages, seconds),
    );
    return axisTo(Math.max(...ends));
  }, [runs, seconds]);
  const lines = useMemo(
    () =>
      runs.flatMap(({ run, spans, stages }, index) =>
        stageLines(stages, lossColumn, { spans, seconds }, smooth).map(({ stage, points }) => ({
          id: `${run.id} ${stage}`,
          run: index,
          color: colors[index % colors.length]!,
          points,
        })),
      ),
    [runs, smooth, seconds],
  );
  const labels = runs.flatMap(({ run }, index) => {
    const last = lines.findLast((line) => line.run === index)?.points.at(-1);
    return last
      ? [{ id: run.id, color: colors[index]!, y: last.y, text: `${names[index]!}  ${figure(last.y)}` }]
      : [];
  });
  return (
    <section>
      <header className="compare-header">
        <h3>Curves</h3>
        <div className="compare-choices">
          <SmoothToggle />
          <ScaleToggle />
          <OverToggle timed={timed} />
        </div>
      </header>
      <LineChart
        title="Matching loss"
        note="of all stages, one after the other"
        summary={`Matching loss of ${names.join(", ")} over their iterations.`}
        lines={lines}
        labels={labels}
        kind={kind}
        xAxis={xAxis}
        xLabel={seconds === null ? "iteration, all stages" : "seconds of computing"}
        rules={[]}
        height={240}
        cursor={cursor}
        onCursor={setCursor}
        onPick={setCursor}
        empty="None of the runs has an iteration yet."
      />
    </section>
  );
}

function Settings({ runs, names }: Props): JSX.Element {
  const rows = useMemo(() => differences(runs), [runs]);
  return (
    <section>
      <h3>What sets them apart</h3>
      <div className="compare-room">
        <table className="table compare-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Setting</span>
              </th>
              {runs.map(({ run }, index) => (
                <th key={run.id} scope="col">
                  {names[index]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Accuracy of the best stage, %</th>
              {runs.map(({ run }) => (
                <td key={run.id}>{accuracyOf(run)}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">Begun</th>
              {runs.map(({ run }) => (
                <td key={run.id}>{date(run.created)}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">Computed on</th>
              {runs.map(({ run }) => (
                <td key={run.id}>{run.backends.join(", then ")}</td>
              ))}
            </tr>
            {rows.map(({ path, title, values }) => (
              <tr key={path}>
                <th scope="row">{title}</th>
                {values.map((value, index) => (
                  <td key={runs[index]!.run.id}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="muted small">No setting differs, the seed included.</p>}
    </section>
  );
}

export function CompareDialog(): JSX.Element {
  const runs = useStore(compareStore, (model) => model.runs);
  const [share, setShare] = useState(1);
  const names = namesOf(runs);
  return (
    <Dialog title="Compare runs" onClose={() => openDialog("library")} wide>
      <div className="compare">
        <Losses runs={runs} names={names} />
        <section>
          <header className="compare-header">
            <h3>Images</h3>
            <label className="compare-moment">
              Moment
              <input
                type="range"
                min={0}
                max={1}
                step={0.01}
                value={share}
                aria-valuetext={`${Math.round(100 * share)} % of the iterations`}
                onChange={(event) => setShare(Number(event.target.value))}
              />
              <output className="small muted">{`${Math.round(100 * share)} % of the iterations`}</output>
            </label>
          </header>
          <div className="compare-grids" tabIndex={0} role="group" aria-label="Images of the runs">
            {runs.map((compared, index) => (
              <RunImages
                key={compared.run.id}
                compared={compared}
                name={names[index]!}
                share={share}
                color={colors[index]!}
              />
            ))}
          </div>
        </section>
        <Settings runs={runs} names={names} />
      </div>
    </Dialog>
  );
}
