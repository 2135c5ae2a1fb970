/** Runs of the library beside each other: their curves over each other, their images, what sets them apart. */
import { useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import { date } from "../../../workers/protocol/dates";
import { compareStore, differences, type ComparedRun } from "../../runs/library/compareStore";
import { openDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { gridMargins } from "../../ui/images/layout";
import { useSize } from "../../ui/useSize";
import { accuracyOf } from "../library/words";
import { ComparedCurves, colors } from "./ComparedCurves";
import { comparedSide, mostColumns } from "./comparedSide";
import { RunImages } from "./RunImages";
import "./compare.css";

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

function Settings({ runs, names }: Props): JSX.Element {
  const rows = useMemo(() => differences(runs), [runs]);
  return (
    <section>
      <h3>What sets them apart</h3>
      <div className="compare-room" tabIndex={0} role="group" aria-label="What sets them apart">
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

function Images({ runs, names, share }: Props & { readonly share: number }): JSX.Element {
  const [room, { width, type }] = useSize<HTMLDivElement>();
  const grids = runs.map(({ run: { recipe }, view: { description } }) => ({
    ...gridMargins(description.classNames, type),
    columns: new Array<number>(recipe.stages.count).fill(Math.min(recipe.stages.ipc, mostColumns)),
  }));
  const side = comparedSide(grids, width);
  return (
    <div ref={room} className="compare-grids">
      {runs.map((compared, index) => (
        <RunImages
          key={compared.run.id}
          compared={compared}
          name={names[index]!}
          share={share}
          color={colors[index]!}
          side={side}
          labelWidth={grids[index]!.labelWidth}
          headerHeight={grids[index]!.headerHeight}
        />
      ))}
    </div>
  );
}

export function CompareDialog(): JSX.Element {
  const runs = useStore(compareStore, (model) => model.runs);
  const [share, setShare] = useState(1);
  const names = namesOf(runs);
  return (
    <Dialog title="Compare runs" onClose={() => openDialog("library")} wide>
      <div className="compare">
        <ComparedCurves runs={runs} names={names} />
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
          <Images runs={runs} names={names} share={share} />
        </section>
        <Settings runs={runs} names={names} />
      </div>
    </Dialog>
  );
}
