/** Several runs for one question: the papers' experiments, sweeps over any settings, and what they have found. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { experimentStore, showExperimentPage, type ExperimentPage } from "../../runs/experimentStore";
import { closeDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { ExperimentPicker } from "./ExperimentPicker";
import { StudyResults } from "./StudyResults";
import { SweepForm } from "./SweepForm";
import "./experiments.css";

const pages: Readonly<Record<ExperimentPage, string>> = {
  experiments: "Experiments",
  sweep: "Sweep",
  results: "Results",
};

export function ExperimentsDialog(): JSX.Element {
  const shown = useStore(experimentStore, (model) => model.shown);
  return (
    <Dialog title="Experiments" onClose={closeDialog} wide>
      <fieldset className="experiment-pages">
        <legend className="visually-hidden">Shown</legend>
        {Object.entries(pages).map(([page, title]) => (
          <label key={page} data-chosen={page === shown}>
            <input
              className="visually-hidden"
              type="radio"
              name="experiment-page"
              checked={page === shown}
              onChange={() => showExperimentPage(page as ExperimentPage)}
            />
            {title}
          </label>
        ))}
      </fieldset>
      {shown === "experiments" && <ExperimentPicker />}
      {shown === "sweep" && <SweepForm />}
      {shown === "results" && <StudyResults />}
    </Dialog>
  );
}
