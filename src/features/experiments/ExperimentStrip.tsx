/** One line over the images while an experiment goes through its runs, and when it has ended. */
import type { JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { experimentStore } from "../../runs/experimentStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

export function ExperimentStrip(): JSX.Element | null {
  const { experiment, variants, current, state } = useStore(experimentStore);
  if (!experiment || state === "none") return null;
  const running = state === "running";
  return (
    <Notice
      look="plain"
      action={
        <Button look={running ? "plain" : "primary"} onClick={commands.showExperiments.perform}>
          Table
        </Button>
      }
    >
      {running
        ? `${experiment.title}: run ${current + 1} of ${variants.length}, ${variants[current]?.title}.`
        : `${experiment.title}: ${state === "finished" ? "all runs are finished" : "ended before its last run"}.`}
    </Notice>
  );
}
