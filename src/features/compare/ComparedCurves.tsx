/** One curve of the compared runs, of those that they share, over each other. */
import { useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { ComparedRun } from "../../runs/library/compareStore";
import { secondsColumn } from "../../runs/run/curveStore";
import { viewStore } from "../../runs/viewStore";
import { LineChart } from "../../ui/charts/LineChart";
import type { PlotLine } from "../../ui/charts/PlotLines";
import { figure } from "../../ui/format";
import { axisTo, hasSeconds, type CurveAxis } from "../curves/curveAxis";
import { stageLines } from "../curves/curveData";
import { OverToggle, ScaleToggle, SmoothToggle } from "../curves/toggles";
import { accuracyPoints, overlaidCurves, type Overlaid } from "./overlaid";

/** Told apart by those who see few colours, too; the first letters stand at the lines. */
export const colors = [
  "light-dark(#0b5f58, #5fd0bf)",
  "light-dark(#b3410a, #ff9d66)",
  "light-dark(#5b3fb0, #b6a2ff)",
  "light-dark(#6b6b00, #d6d35a)",
] as const;

type RunLine = PlotLine & { readonly run: number };

/** The lines of a run: one for each stage, or one through the accuracies of the stages. */
function linesOf(
  compared: ComparedRun,
  run: number,
  { columns }: Overlaid,
  axis: CurveAxis,
  smooth: boolean,
): readonly RunLine[] {
  const color = colors[run % colors.length]!;
  const { id } = compared.run;
  if (!columns) {
    const points = accuracyPoints(compared, axis);
    return [{ id, run, color, points, spread: points.map(({ std }) => std) }];
  }
  const column = columns[run] ?? null;
  if (column === null) return [];
  return stageLines(compared.stages, column, axis, smooth).map(({ stage, points }) => ({
    id: `${id} ${stage}`,
    run,
    color,
    points,
  }));
}

interface ChoiceProps {
  readonly curves: readonly Overlaid[];
  readonly chosen: Overlaid;
  readonly onChoose: (id: string) => void;
}

function CurveChoice({ curves, chosen, onChoose }: ChoiceProps): JSX.Element {
  const isLayer = ({ id }: Overlaid): boolean => id.startsWith("layer ");
  const option = ({ id, title }: Overlaid): JSX.Element => (
    <option key={id} value={id}>
      {title}
    </option>
  );
  const layers = curves.filter(isLayer);
  return (
    <label className="compare-curve">
      <span className="visually-hidden">Curve</span>
      <select className="field-select" value={chosen.id} onChange={(event) => onChoose(event.target.value)}>
        {curves.filter((curve) => !isLayer(curve)).map(option)}
        {layers.length > 0 && <optgroup label="Loss of a layer">{layers.map(option)}</optgroup>}
      </select>
    </label>
  );
}

interface Props {
  readonly runs: readonly ComparedRun[];
  readonly names: readonly string[];
}

export function ComparedCurves({ runs, names }: Props): JSX.Element {
  const scale = useStore(viewStore, (view) => view.lossScale);
  const smooth = useStore(viewStore, (view) => view.smooth);
  const over = useStore(viewStore, (view) => view.curvesOver);
  const [cursor, setCursor] = useState<number | null>(null);
  const [id, setId] = useState("loss");
  const curves = useMemo(() => overlaidCurves(runs), [runs]);
  const chosen = curves.find((curve) => curve.id === id) ?? curves[0]!;
  const timed = useMemo(() => runs.every(({ stages }) => hasSeconds(stages, secondsColumn)), [runs]);
  const seconds = timed && over === "seconds" ? secondsColumn : null;
  const lines = useMemo(
    () => runs.flatMap((run, index) => linesOf(run, index, chosen, { spans: run.spans, seconds }, smooth)),
    [runs, chosen, smooth, seconds],
  );
  // As far as a run has come: one that has hardly begun leaves the others their room.
  const xAxis = useMemo(
    () => axisTo(Math.max(0, ...lines.map(({ points }) => points.at(-1)?.x ?? 0))),
    [lines],
  );
  const labels = runs.flatMap((compared, index) => {
    const last = lines.findLast((line) => line.run === index)?.points.at(-1);
    if (!last) return [];
    const text = `${figure(last.y)}  ${names[index]!}`;
    return [{ id: compared.run.id, color: colors[index]!, y: last.y, text }];
  });
  return (
    <section>
      <header className="compare-header">
        <h3>Curves</h3>
        <div className="compare-choices">
          <CurveChoice curves={curves} chosen={chosen} onChoose={setId} />
          {chosen.columns && (
            <>
              <SmoothToggle />
              <ScaleToggle />
            </>
          )}
          <OverToggle timed={timed} />
        </div>
      </header>
      <LineChart
        title={chosen.title}
        note={chosen.note}
        summary={`${chosen.title} of ${names.join(", ")} over their ${seconds === null ? "iterations" : "seconds"}.`}
        lines={lines}
        labels={labels}
        kind={chosen.columns ? scale : "linear"}
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
