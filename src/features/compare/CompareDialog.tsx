/** Runs of the library beside each other: their loss curves over each other, their images, what sets them apart. */
import { useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import { compareStore, differences, type ComparedRun } from "../../runs/compareStore";
import { lossColumn } from "../../runs/curveStore";
import { openDialog, viewStore } from "../../runs/viewStore";
import { LineChart } from "../../ui/charts/LineChart";
import { Dialog } from "../../ui/Dialog";
import { figure } from "../../ui/format";
import { iterationAxis, stageLines } from "../curves/curveData";
import { ScaleToggle, SmoothToggle } from "../curves/toggles";
import { accuracyOf, date } from "../library/words";
import { RunImages } from "./RunImages";
import "./compare.css";

/** Told apart by those who see few colours, too; the first letters stand at the lines. */
const colors = [
  "light-dark(#0b5f58, #5fd0bf)",
  "light-dark(#b3410a, #ff9d66)",
  "light-dark(#5b3fb0, #b6a2ff)",
  "light-dark(#6b6b00, #d6d35a)",
] as const;

const iterationsOf = ({ run: { recipe } }: ComparedRun): number =>
  recipe.matching.iterations * recipe.stages.count;

function Losses({ runs }: { readonly runs: readonly ComparedRun[] }): JSX.Element {
  const kind = useStore(viewStore, (view) => view.lossScale);
  const smooth = useStore(viewStore, (view) => view.smooth);
  const [cursor, setCursor] = useState<number | null>(null);
  const xAxis = useMemo(() => iterationAxis(1, Math.max(...runs.map(iterationsOf))), [runs]);
  const lines = useMemo(
    () =>
      runs.flatMap(({ run, stages }, index) =>
        stageLines(stages, lossColumn, run.recipe.matching.iterations, smooth).map(({ stage, points }) => ({
          id: `${run.id} ${stage}`,
          run: index,
          color: colors[index % colors.length]!,
          points,
        })),
      ),
    [runs, smooth],
  );
  const labels = runs.flatMap(({ run }, index) => {
    const last = lines.findLast((line) => line.run === index)?.points.at(-1);
    return last
      ? [{ id: run.id, color: colors[index]!, y: last.y, text: `${run.name}  ${figure(last.y)}` }]
      : [];
  });
  return (
    <section>
      <header className="compare-header">
        <h3>Curves</h3>
        <div className="compare-choices">
          <SmoothToggle />
          <ScaleToggle />
        </div>
      </header>
      <LineChart
        title="Matching loss"
        note="of all stages, one after the other"
        summary={`Matching loss of ${runs.map(({ run }) => run.name).join(", ")} over their iterations.`}
        lines={lines}
        labels={labels}
        kind={kind}
        xAxis={xAxis}
        xLabel="iteration, all stages"
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

function Settings({ runs }: { readonly runs: readonly ComparedRun[] }): JSX.Element {
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
              {runs.map(({ run }) => (
                <th key={run.id} scope="col">
                  {run.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Accuracy, %</th>
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
  return (
    <Dialog title="Compare runs" onClose={() => openDialog("library")} wide>
      <div className="compare">
        <Losses runs={runs} />
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
          <div className="compare-grids">
            {runs.map((compared, index) => (
              <RunImages key={compared.run.id} compared={compared} share={share} color={colors[index]!} />
            ))}
          </div>
        </section>
        <Settings runs={runs} />
      </div>
    </Dialog>
  );
}
