/** Several runs for one question: the papers' experiments, sweeps over any settings, and what they have found. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { experimentStore, showExperimentPage, type ExperimentPage } from "../../runs/studies/experimentStore";
import { closeDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { RadioToggle } from "../../ui/fields/RadioToggle";
import { ExperimentPicker } from "./ExperimentPicker";
import { StudyResults } from "./StudyResults";
import { SweepForm } from "./SweepForm";
import "./experiments.css";

const pages: readonly { readonly value: ExperimentPage; readonly title: string }[] = [
  { value: "experiments", title: "Experiments" },
  { value: "sweep", title: "Sweep" },
  { value: "results", title: "Results" },
];

export function ExperimentsDialog(): JSX.Element {
  const shown = useStore(experimentStore, (model) => model.shown);
  return (
    <Dialog title="Experiments" onClose={closeDialog} wide>
      <RadioToggle
        className="experiment-pages"
        legend="Shown"
        choices={pages}
        chosen={shown}
        onChoose={showExperimentPage}
      />
      {shown === "experiments" && <ExperimentPicker />}
      {shown === "sweep" && <SweepForm />}
      {shown === "results" && <StudyResults />}
    </Dialog>
  );
}
