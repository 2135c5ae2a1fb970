/** What needs to be said about the run or the engine: one sentence, a hint, and the obvious next step. */
import type { JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { engineStore } from "../../runs/engineStore";
import { useSituation } from "../../runs/hooks";
import { imageStore } from "../../runs/imageStore";
import { runStore } from "../../runs/runStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

function CommandButton({
  command,
  look,
}: {
  readonly command: commands.Command;
  readonly look?: "primary";
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
  const engine = useStore(engineStore);
  const hasImages = useStore(imageStore, ({ stages }) => stages.size > 0);
  if (engine.status === "failed" && engine.error) {
    return (
      <Notice
        look="error"
        hint={engine.error.hint}
        action={<CommandButton command={commands.restartEngine} look="primary" />}
      >
        {engine.error.message}
      </Notice>
    );
  }
  if (phase === "failed" && error) {
    return (
      <Notice
        look={error.code === "worker-died" ? "warning" : "error"}
        hint={error.hint}
        action={hasImages && error.code !== "worker-died" && <CommandButton command={commands.showExport} />}
      >
        {error.message}
      </Notice>
    );
  }
  if (phase === "finished") {
    return (
      <Notice look="plain" action={<CommandButton command={commands.showExport} look="primary" />}>
        The run is finished. The images can be exported as PNG grids and as arrays to train on.
      </Notice>
    );
  }
  if (phase === "stopped") {
    return (
      <Notice look="plain" action={hasImages && <CommandButton command={commands.showExport} />}>
        The run was stopped.{" "}
        {hasImages ? "What was distilled so far can be exported." : "No image had been distilled yet."}
      </Notice>
    );
  }
  return null;
}
