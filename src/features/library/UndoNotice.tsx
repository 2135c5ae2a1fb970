/** Said for a few seconds after a run was deleted. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { undoDelete } from "../../runs/library/librarySession";
import { libraryStore } from "../../runs/library/libraryStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

export function UndoNotice(): JSX.Element | null {
  const deleted = useStore(libraryStore, (model) => model.deleted);
  if (!deleted) return null;
  return (
    <Notice look="plain" action={<Button onClick={() => void undoDelete()}>Undo</Button>}>
      {`“${deleted.name}” was deleted.`}
    </Notice>
  );
}
