/** What needs to be said about the run or the engine: one sentence, a hint, and the obvious next step. */
import type { JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { engineStore } from "../../runs/run/engineStore";
import { useSituation } from "../../runs/hooks";
import { libraryStore } from "../../runs/library/libraryStore";
import { imageStore } from "../../runs/run/imageStore";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { ResumeButton } from "../library/ResumeButton";
import { outcomeOf } from "./outcome";
import { RemedyButtons } from "./RemedyButtons";

function CommandButton({
  command,
  look,
}: {
  readonly command: commands.Command;
  readonly look?: "primary" | "plain";
}): JSX.Element {
  const now = useSituation();
  return (
    <Button look={look ?? "plain"} blocked={command.blocked(now)} onClick={command.perform}>
      {command.title}
    </Button>
  );
}

export function RunMessage(): JSX.Element | null {
  const phase = useStore(runStore, (run) => run.phase);
  const error = useStore(runStore, (run) => run.error);
  const accuracies = useStore(runStore, (run) => run.accuracies);
  const stored = useStore(runStore, (run) => run.stored !== null);
  const id = useStore(runStore, (run) => run.id);
  const resumable = useStore(libraryStore, ({ runs }) => runs.some((run) => run.id === id && run.resumable));
  const engine = useStore(engineStore);
  const hasImages = useStore(imageStore, ({ stages }) => stages.size > 0);
  if (engine.status === "failed" && engine.error) {
    return (
      <Notice
        look="error"
        hint={engine.error.hint}
        action={
          <div className="kept-actions">
            <ResumeButton look="primary" />
            <CommandButton command={commands.restartEngine} look={resumable ? "plain" : "primary"} />
          </div>
        }
      >
        {engine.error.message}
      </Notice>
    );
  }
  if (phase === "failed" && error) {
    return (
      <Notice
        look={error.code === "worker-died" ? "warning" : "error"}
        hint={error.remedy ? `${error.hint} Offered: ${error.remedy.sentence}` : error.hint}
        action={
          <div className="kept-actions">
            {error.remedy && <RemedyButtons remedy={error.remedy} />}
            {/* The same numbers diverge the same way. */}
            {error.code !== "diverged" && <ResumeButton look={error.remedy ? "plain" : "primary"} />}
            {hasImages && error.code !== "worker-died" && <CommandButton command={commands.showExport} />}
          </div>
        }
      >
        {error.message}
      </Notice>
    );
  }
  if (phase === "finished") {
    const { sentence, hint } = outcomeOf(accuracies);
    return (
      <Notice
        look="plain"
        hint={hint ?? undefined}
        action={<CommandButton command={commands.showExport} look="primary" />}
      >
        {sentence}
      </Notice>
    );
  }
  // What is shown from the library says so itself.
  if (phase === "stopped" && !stored) {
    return (
      <Notice
        look="plain"
        action={
          <div className="kept-actions">
            <ResumeButton />
            {hasImages && <CommandButton command={commands.showExport} />}
          </div>
        }
      >
        The run was stopped.{" "}
        {hasImages ? "What was distilled so far can be exported." : "No image had been distilled yet."}
      </Notice>
    );
  }
  return null;
}
