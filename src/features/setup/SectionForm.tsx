/** One section of the recipe as a foldable group; it opens by itself when one of its fields is wrong. */
import { Children, useState, type JSX, type ReactNode } from "react";
import { useStore } from "zustand";
import { hasEffect } from "../../../workers/protocol/recipe/defaults";
import type { SectionDescription } from "../../../workers/protocol/recipe/describe";
import { changedPaths } from "../../runs/recipe/address";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { RecipeField } from "./RecipeField";

interface Props {
  readonly section: SectionDescription;
  readonly locked: boolean;
  readonly all: boolean;
  readonly startsOpen: boolean;
  /** Shown under the fields. */
  readonly children?: ReactNode;
}

export function SectionForm({ section, locked, all, startsOpen, children }: Props): JSX.Element | null {
  const [open, setOpen] = useState(startsOpen);
  const paths = new Set(section.fields.map((field) => field.path));
  const wrong = useStore(recipeStore, ({ problems }) =>
    problems
      .map((problem) => problem.path)
      .filter((path) => paths.has(path))
      .join(),
  );
  const changed = useStore(
    recipeStore,
    ({ preset, draft }) => changedPaths(preset, draft).filter((path) => paths.has(path)).length,
  );
  const wrongPaths = wrong.split(",").filter((path) => path !== "");
  // A field that was wrong stays: it must not go from under the hand that is just mending it.
  const [stays, setStays] = useState<readonly string[]>([]);
  const fresh = wrongPaths.filter((path) => !stays.includes(path));
  if (fresh.length > 0) setStays([...stays, ...fresh]);
  // Settings without effect are not shown; joined, so that the form is only drawn anew when the list changes.
  const used = useStore(recipeStore, ({ draft }) =>
    section.fields
      .filter((field) => hasEffect(field, draft))
      .map((field) => field.path)
      .join(),
  ).split(",");
  const fields = section.fields.filter(
    ({ path, advanced }) =>
      wrongPaths.includes(path) || (used.includes(path) && (all || !advanced || stays.includes(path))),
  );
  if (fields.length === 0 && Children.toArray(children).length === 0) return null;
  return (
    <details
      className="section"
      open={open || wrong !== ""}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h3>{section.title}</h3>
        {changed > 0 && <span className="section-changed">{changed} changed</span>}
      </summary>
      <div className="section-fields">
        {fields.map((field) => (
          <RecipeField key={field.path} field={field} locked={locked} />
        ))}
        {children}
      </div>
    </details>
  );
}
