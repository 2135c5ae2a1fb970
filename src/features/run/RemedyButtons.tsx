/** After a failure that a few settings would keep from coming again: applies them, or puts them into the form. */
import { useMemo, type JSX } from "react";
import { useStore } from "zustand";
import type { Remedy } from "../../../workers/protocol/errors";
import { resumeBlocked } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { libraryStore } from "../../runs/library/libraryStore";
import { applyRemedy, changedRecipe, putIntoForm, wayOn } from "../../runs/run/remedySession";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";

export function RemedyButtons({ remedy }: { readonly remedy: Remedy }): JSX.Element | null {
  const recipe = useStore(runStore, (run) => run.recipe);
  const id = useStore(runStore, (run) => run.id);
  const entry = useStore(libraryStore, ({ runs }) => runs.find((run) => run.id === id));
  const blocked = resumeBlocked(useSituation());
  const changed = useMemo(() => recipe && changedRecipe(recipe, remedy), [recipe, remedy]);
  const way = useMemo(() => (entry && changed ? wayOn(entry, changed) : null), [entry, changed]);
  if (!changed) return null;
  const title =
    way === null
      ? "Apply and start again"
      : way.from === "checkpoint"
        ? "Apply and resume from the last good state"
        : `Apply and go on from stage ${way.from}`;
  return (
    <>
      <Button
        look="primary"
        icon="play"
        blocked={blocked}
        onClick={() => void applyRemedy(changed, entry, way)}
      >
        {title}
      </Button>
      {/* The last good state may be near to where it went wrong. */}
      {way && (
        <Button blocked={blocked} onClick={() => void applyRemedy(changed, entry, null)}>
          Apply and start again
        </Button>
      )}
      <Button onClick={() => putIntoForm(changed)}>Apply to the form</Button>
    </>
  );
}
