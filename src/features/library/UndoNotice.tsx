/** Said for a few seconds after a run was deleted, of each that was. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { undoDelete } from "../../runs/library/librarySession";
import { libraryStore } from "../../runs/library/libraryStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

export function UndoNotice(): JSX.Element {
  const deleted = useStore(libraryStore, (model) => model.deleted);
  return (
    <>
      {deleted.map(({ id, name }) => (
        <Notice key={id} look="plain" action={<Button onClick={() => void undoDelete(id)}>Undo</Button>}>
          {`“${name}” was deleted.`}
        </Notice>
      ))}
    </>
  );
}
