/** The button that begins an experiment or a sweep, with the number of its runs; the dialog gives way to the first. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { Experiment } from "../../../workers/protocol/experiments/experiment";
import * as commands from "../../runs/commands";
import { beginStudy } from "../../runs/studies/experimentQueue";
import { showExperimentPage } from "../../runs/studies/experimentStore";
import { useBlocked } from "../../runs/hooks";
import { forecastStore } from "../../runs/run/forecastStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { closeDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { counted, duration } from "../../ui/format";

interface Props {
  /** Null where what was asked for is none. */
  readonly experiment: Experiment | null;
  readonly refused: string | null;
}

export function StartRuns({ experiment, refused }: Props): JSX.Element {
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const cannotStart = useBlocked(commands.start);
  const seconds = useStore(forecastStore, ({ state, forecast }) =>
    state === "known" ? (forecast?.seconds ?? null) : null,
  );
  const runs = recipe && experiment && !refused ? experiment.variants(recipe).length : 0;
  const begin = (): void => {
    if (!experiment) return;
    void beginStudy(experiment);
    showExperimentPage("results");
    closeDialog();
  };
  const what = experiment?.axes ? "Start the sweep: " : "Start ";
  return (
    <div className="experiment-start">
      <Button look="primary" icon="play" blocked={refused ?? cannotStart} onClick={begin}>
        {runs > 0 ? `${what}${counted(runs, "run")}` : "Start"}
      </Button>
      {seconds !== null && runs > 0 && (
        <p className="small muted">{`The recipe as it stands takes about ${duration(seconds)} a run.`}</p>
      )}
    </div>
  );
}
