/** The papers' ablations on the recipe in the form: what each asks, its runs, and the table as it fills. */
import type { JSX } from "react";
import { useState } from "react";
import { useStore } from "zustand";
import type { Accuracy } from "../../../workers/protocol/events";
import type { Experiment, ExperimentRow } from "../../../workers/protocol/experiments/experiment";
import { experiments, refusal } from "../../../workers/protocol/experiments/experiments";
import { experimentCsv } from "../../../workers/protocol/experiments/table";
import * as commands from "../../runs/commands";
import { experimentStore, runExperiment } from "../../runs/experimentStore";
import { useBlocked } from "../../runs/hooks";
import { recipeStore } from "../../runs/recipeStore";
import { closeDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { counted, percent } from "../../ui/format";
import { download } from "../../ui/download";
import "./experiments.css";

const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)}`;

function Table({ rows }: { readonly rows: readonly ExperimentRow[] }): JSX.Element {
  const severalSchedules = new Set(rows.map(({ schedule }) => schedule)).size > 1;
  return (
    <table className="table experiment-table">
      <thead>
        <tr>
          <th scope="col">variant</th>
          {severalSchedules && <th scope="col">schedule</th>}
          <th scope="col">total IPC</th>
          <th scope="col">distilled, %</th>
          <th scope="col">random real, %</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.variant} ${row.schedule} ${row.totalIpc}`}>
            <th scope="row">{row.title}</th>
            {severalSchedules && <td>{row.schedule}</td>}
            <td>{row.totalIpc}</td>
            <td>{written(row.accuracy)}</td>
            <td>{row.random ? written(row.random) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the last experiment has found so far. */
function Findings(): JSX.Element | null {
  const { experiment, variants, current, state, rows, grids } = useStore(experimentStore);
  if (!experiment) return null;
  const where =
    state === "running"
      ? `Run ${current + 1} of ${variants.length}: ${variants[current]?.title}.`
      : state === "finished"
        ? "Finished."
        : "Ended before its last run; what had finished is below.";
  const save = (): void =>
    download({
      name: `${experiment.name}.csv`,
      type: "text/csv",
      bytes: new TextEncoder().encode(experimentCsv(rows)),
    });
  return (
    <section className="experiment-findings" aria-label="Findings">
      <h3>{experiment.title}</h3>
      <p className="small muted">{where}</p>
      {rows.length > 0 && <Table rows={rows} />}
      {grids.length > 0 && (
        <div className="experiment-grids">
          {grids.map(({ title, url }) => (
            <figure key={title}>
              <img src={url} alt={`Distilled images: ${title}`} />
              <figcaption className="small">{title}</figcaption>
            </figure>
          ))}
        </div>
      )}
      {rows.length > 0 && (
        <div>
          <Button icon="save" onClick={save}>
            Table (CSV)
          </Button>
        </div>
      )}
    </section>
  );
}

export function ExperimentsDialog(): JSX.Element {
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const cannotStart = useBlocked(commands.start);
  const [name, setName] = useState(experiments[0]!.name);
  const chosen = experiments.find((each) => each.name === name)!;
  const refused = recipe ? refusal(chosen, recipe) : "The settings hold a mistake.";
  const runs = recipe && !refused ? chosen.variants(recipe).length : 0;
  const begin = (experiment: Experiment): void => {
    void runExperiment(experiment);
    closeDialog();
  };
  return (
    <Dialog title="Experiments" onClose={closeDialog}>
      <div className="experiments">
        <p className="small muted">
          Each runs variants of the recipe in the settings, one after the other, with the same seed, and lays
          their accuracies side by side.
        </p>
        <fieldset className="experiment-list">
          <legend className="visually-hidden">Experiment</legend>
          {experiments.map((each) => (
            <label key={each.name} data-chosen={each.name === name}>
              <input
                type="radio"
                name="experiment"
                checked={each.name === name}
                onChange={() => setName(each.name)}
              />
              <strong>{each.title}</strong>
              <span className="small muted">{each.question}</span>
            </label>
          ))}
        </fieldset>
        {refused && <p className="small experiment-refused">{refused}</p>}
        <div>
          <Button look="primary" icon="play" blocked={refused ?? cannotStart} onClick={() => begin(chosen)}>
            {runs > 0 ? `Start ${counted(runs, "run")}` : "Start"}
          </Button>
        </div>
        <Findings />
      </div>
    </Dialog>
  );
}
