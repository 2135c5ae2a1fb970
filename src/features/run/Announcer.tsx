/** Tells screen readers what changes: state, part, accuracy; politely, and no more often than every few seconds. */
import { useEffect, useState, type JSX } from "react";
import { engineStore } from "../../runs/run/engineStore";
import { runningPart, type RunModel } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { percent } from "../../ui/format";

const milliseconds = 3000;

function sentence(run: RunModel): string {
  const engine = engineStore.getState();
  if (engine.status === "failed") return engine.error?.message ?? "";
  if (run.phase === "idle") return engine.device ? `Ready. Computing on ${engine.device.backend}.` : "";
  const last = run.accuracies.findLast((report) => report.of === "stage");
  const accuracy = last
    ? ` The distilled set at IPC ${last.totalIpc} reaches ${percent(last.accuracy.mean)} percent.`
    : "";
  if (run.phase === "recorded") return `A recorded run is shown.${accuracy}`;
  if (run.phase === "elsewhere") return `A run is shown that another tab computes.${accuracy}`;
  if (run.phase !== "running")
    return `Run ${run.phase}.${run.error ? ` ${run.error.message}` : ""}${accuracy}`;
  const part = runningPart(run.parts);
  return `Running${part ? `: ${part.title}` : ""}.${accuracy}`;
}

export function Announcer(): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let said = 0;
    const tell = (): void => {
      timer = undefined;
      said = Date.now();
      setText(sentence(runStore.getState()));
    };
    const changed = (): void => {
      timer ??= setTimeout(tell, Math.max(200, said + milliseconds - Date.now()));
    };
    const unsubscribe = [runStore.subscribe(changed), engineStore.subscribe(changed)];
    return () => {
      clearTimeout(timer);
      for (const end of unsubscribe) end();
    };
  }, []);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
