/** Says once that a newer version is there; nothing changes before the person wants it. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import { offlineStore, takeNewer } from "../../runs/offline";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

export function UpdateNotice(): JSX.Element | null {
  const newer = useStore(offlineStore, (model) => model.newer);
  const underWay = useStore(runStore, (run) => isUnderWay(run.phase));
  const [later, setLater] = useState(false);
  if (!newer || later) return null;
  return (
    <Notice
      look="plain"
      onDismiss={() => setLater(true)}
      action={
        <Button blocked={underWay ? "A run is under way; stop it first." : null} onClick={takeNewer}>
          Use it now
        </Button>
      }
    >
      A newer version of the studio is ready; it is used the next time the studio is opened.
    </Notice>
  );
}
