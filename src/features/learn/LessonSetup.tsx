/** The settings of a lesson: its title, the few settings that the teacher has chosen, and the way to all of them. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { hasEffect } from "../../../workers/protocol/recipe/defaults";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { leaveLesson } from "../../runs/recipe/formAddress";
import type { Lesson } from "../../runs/recipe/lesson";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { FormNotes } from "../setup/FormNotes";
import { RecipeField } from "../setup/RecipeField";
import "./learn.css";

export default function LessonSetup({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const locked = useStore(runStore, (run) => isUnderWay(run.phase));
  const { draft, lastRecipe, problems } = useStore(recipeStore);
  const fields = lesson.paths.flatMap((path) => recipeFields.get(path) ?? []);
  const used = fields.filter((field) => hasEffect(field, draft));
  const elsewhere = problems.find(({ path }) => !lesson.paths.includes(path));
  const { count, ipc } = lastRecipe.stages;
  return (
    <section className="lesson-setup" aria-label="Settings">
      <h2>{lesson.title || "Lesson"}</h2>
      <FormNotes />
      {locked && (
        <Notice look="plain">Settings are locked while a run is under way. Stop it to change them.</Notice>
      )}
      {elsewhere && <Notice look="error">{elsewhere.message}</Notice>}
      {used.map((field) => (
        <RecipeField key={field.path} field={field} locked={locked} />
      ))}
      <p className="small muted">
        {counted(count, "stage")} × IPC {ipc} = total IPC {count * ipc}
      </p>
      <p className="small">
        <button type="button" className="link" onClick={leaveLesson}>
          Show all settings
        </button>
      </p>
    </section>
  );
}
