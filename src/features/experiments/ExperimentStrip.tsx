/** One line over the images while an experiment or a sweep goes through its runs, and where it rests. */
import type { JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { putAwayStudy, resumeStudy, skipRun } from "../../runs/studies/experimentQueue";
import { experimentStore, showExperimentPage, studyProgress } from "../../runs/studies/experimentStore";
import { useBlocked, useSituation } from "../../runs/hooks";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import "./experiments.css";

function showResults(): void {
  showExperimentPage("results");
  commands.showExperiments.perform();
}

export function ExperimentStrip(): JSX.Element | null {
  const { study, state, current, problem } = useStore(experimentStore);
  const cannotGoOn = commands.resumeBlocked(useSituation());
  const cannotSkip = useBlocked(commands.stop);
  if (!study || state === "none") return null;
  const isRunning = state === "running";
  const place = study.variants.findIndex(({ name }) => name === current);
  const now =
    place < 0
      ? studyProgress(study)
      : `run ${place + 1} of ${study.variants.length}, ${study.variants[place]!.title}`;
  const actions = (
    <div className="experiment-actions">
      {isRunning && (
        <Button blocked={cannotSkip} onClick={skipRun}>
          Skip
        </Button>
      )}
      {!isRunning && !study.closed && (
        <Button look="primary" icon="play" blocked={cannotGoOn} onClick={() => void resumeStudy()}>
          Go on
        </Button>
      )}
      <Button look={study.closed ? "primary" : "plain"} onClick={showResults}>
        Table
      </Button>
    </div>
  );
  return (
    <Notice
      look={problem ? "warning" : "plain"}
      hint={problem?.hint}
      action={actions}
      {...(!isRunning && { onDismiss: () => void putAwayStudy() })}
    >
      {problem ? `${study.title}: ${now}. ${problem.message}` : `${study.title}: ${now}.`}
    </Notice>
  );
}
