/** Takes the run that the page shows up again from its last checkpoint; nothing where there is none. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { resumeBlocked } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { resumeStored } from "../../runs/library/librarySession";
import { libraryStore } from "../../runs/library/libraryStore";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";

export function ResumeButton({
  look = "plain",
}: {
  readonly look?: "primary" | "plain";
}): JSX.Element | null {
  const id = useStore(runStore, (run) => run.id);
  const error = useStore(runStore, (run) => run.error);
  const blocked = resumeBlocked(useSituation());
  const entry = useStore(libraryStore, ({ runs }) => runs.find((run) => run.id === id));
  if (!id || !entry?.resumable) return null;
  const anyway = error?.code === "other-engine";
  return (
    <Button look={look} icon="play" blocked={blocked} onClick={() => void resumeStored(id, anyway)}>
      {anyway ? "Resume all the same" : "Resume the run"}
    </Button>
  );
}
