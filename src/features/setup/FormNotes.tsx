/** What could not be read from the address, and what went with a preset: a quiet list, a sentence each. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { dismissNotes, recipeStore } from "../../runs/recipe/recipeStore";
import { Notice } from "../../ui/Notice";
import "./setup.css";

export function FormNotes(): JSX.Element | null {
  const notes = useStore(recipeStore, (form) => form.notes);
  if (notes.length === 0) return null;
  return (
    <Notice look="warning" onDismiss={dismissNotes}>
      <ul className="setup-notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Notice>
  );
}
