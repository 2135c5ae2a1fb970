/** What needs to be said about the run or the engine: one sentence, a hint, and the obvious next step. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { Accuracy, AccuracyReport } from "../../../workers/protocol/events";
import * as commands from "../../runs/commands";
import { engineStore } from "../../runs/engineStore";
import { useSituation } from "../../runs/hooks";
import { imageStore } from "../../runs/imageStore";
import { runStore } from "../../runs/runStore";
import { Button } from "../../ui/Button";
import { percent } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { ResumeButton } from "../library/ResumeButton";
import { RemedyButtons } from "./RemedyButtons";

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

/** The result in one sentence: the distilled set beside as many random real images. */
function outcome(reports: readonly AccuracyReport[]): string {
  const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)} %`;
  const last = reports.findLast((report) => report.of === "stage");
  if (!last) return "The run is finished.";
  const random = reports.find((report) => report.of === "random" && report.stage === last.stage);
  const beside = random ? `, as many random real images ${written(random.accuracy)}` : "";
  const n = last.accuracy.values.length;
  return `Finished: the distilled set at IPC ${last.totalIpc} reaches ${written(last.accuracy)} (n = ${n})${beside}.`;
}

export function RunMessage(): JSX.Element | null {
  const phase = useStore(runStore, (run) => run.phase);
  const error = useStore(runStore, (run) => run.error);
  const accuracies = useStore(runStore, (run) => run.accuracies);
  const stored = useStore(runStore, (run) => run.stored !== null);
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
            <CommandButton command={commands.restartEngine} look="primary" />
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
    return (
      <Notice look="plain" action={<CommandButton command={commands.showExport} look="primary" />}>
        {outcome(accuracies)}
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
