/** Keeps the stages up to one and redoes the rest otherwise: a button for each stage whose end is kept. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { resumeBlocked } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { prepareBranch } from "../../runs/library/librarySession";
import { libraryStore } from "../../runs/library/libraryStore";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";

export function StageBranches({ stages }: { readonly stages: readonly number[] }): JSX.Element {
  const id = useStore(runStore, (run) => run.id);
  const entry = useStore(libraryStore, ({ runs }) => runs.find((run) => run.id === id));
  const busy = resumeBlocked(useSituation());
  const blockedAt = (stage: number): string | null => {
    if (busy) return busy;
    if (!entry) return "This run is not in the library.";
    return entry.branchStages.includes(stage) ? null : `The end of stage ${stage} is not kept.`;
  };
  return (
    <div className="stages-branches">
      {stages.map((stage) => (
        <Button key={stage} blocked={blockedAt(stage)} onClick={() => entry && prepareBranch(entry, stage)}>
          Branch from stage {stage}
        </Button>
      ))}
    </div>
  );
}
