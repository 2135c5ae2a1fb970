/** The settings: preset, data, and every field of the recipe, locked with a reason while a run is under way. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { recipeSections } from "../../../workers/protocol/recipe/describe";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { dataStore } from "../../runs/data/dataStore";
import { formLink } from "../../runs/recipe/formAddress";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { viewStore } from "../../runs/viewStore";
import { count, counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { CopyLink } from "../library/CopyLink";
import { BranchNotice } from "../library/BranchNotice";
import { DataDrop } from "./DataDrop";
import { ForecastBox } from "./ForecastBox";
import { FormNotes } from "./FormNotes";
import { MethodPicker } from "./MethodPicker";
import { PresetPicker } from "./PresetPicker";
import { SectionForm } from "./SectionForm";
import "./setup.css";

const openAtFirst: readonly string[] = ["data", "stages", "matching"];
/** The seed stands last, with the other sections above. */
const sections = [
  ...recipeSections.filter((section) => section.id !== "seed" && section.id !== "method"),
  ...recipeSections.filter((section) => section.id === "seed"),
];

/** Stages × IPC = total, always as this product. */
function TotalIpc(): JSX.Element | null {
  const stages = useStore(recipeStore, ({ draft }) => getSetting(draft, "stages.count"));
  const ipc = useStore(recipeStore, ({ draft }) => getSetting(draft, "stages.ipc"));
  const classes = useStore(dataStore, ({ dataset }) => dataset?.classNames.length);
  if (typeof stages !== "number" || typeof ipc !== "number") return null;
  return (
    <p className="total">
      {counted(stages, "stage")} × IPC {count(ipc)} = <strong>total IPC {count(stages * ipc)}</strong>
      {classes && <span className="muted">: {counted(stages * ipc * classes, "image")} in all</span>}
    </p>
  );
}

export function SetupPanel(): JSX.Element {
  const locked = useStore(runStore, (run) => isUnderWay(run.phase));
  const all = useStore(viewStore, (view) => view.allSettings);
  const general = useStore(
    recipeStore,
    (form) => form.problems.find((problem) => problem.path === "")?.message,
  );
  return (
    <section className="setup" aria-label="Settings">
      <h2 className="visually-hidden">Settings</h2>
      {locked && (
        <Notice look="plain">Settings are locked while a run is under way. Stop it to change them.</Notice>
      )}
      <FormNotes />
      {general && <Notice look="error">{general}</Notice>}
      <BranchNotice />
      <PresetPicker locked={locked} />
      <ForecastBox />
      <MethodPicker locked={locked} />
      {sections.map((section) => (
        <SectionForm
          key={section.id}
          section={section.id === "seed" ? { ...section, title: "Randomness" } : section}
          locked={locked}
          all={all}
          startsOpen={openAtFirst.includes(section.id)}
        >
          {section.id === "data" && <DataDrop locked={locked} />}
          {section.id === "stages" && <TotalIpc />}
        </SectionForm>
      ))}
      <label className="all-settings">
        <input
          type="checkbox"
          checked={all}
          onChange={(event) => viewStore.setState({ allSettings: event.target.checked })}
        />
        All settings
      </label>
      <div className="recipe-link">
        <CopyLink query={formLink}>Copy link to this recipe</CopyLink>
      </div>
    </section>
  );
}
