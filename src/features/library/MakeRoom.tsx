/** What can be done where a run cannot be saved: let go of what can be made anew, or of runs, and save. */
import { useEffect, type JSX } from "react";
import { useStore } from "zustand";
import { buffersStore, clearBuffers, refreshBuffers } from "../../runs/library/buffersStore";
import { controlRun } from "../../runs/run/session";
import { openDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { bytes } from "../../ui/format";

export function MakeRoom(): JSX.Element {
  const use = useStore(buffersStore, (buffers) => buffers.use);
  useEffect(() => void refreshBuffers(), []);
  const clear = async (): Promise<void> => {
    await clearBuffers();
    await controlRun("saveNow");
  };
  return (
    <div className="kept-actions">
      {use !== null && use.freeBytes > 0 && (
        <Button look="primary" onClick={() => void clear()}>
          {`Clear ${bytes(use.freeBytes)} of expert buffers and save`}
        </Button>
      )}
      <Button onClick={() => void controlRun("saveNow")}>Save now</Button>
      <Button onClick={() => openDialog("library")}>Library</Button>
    </div>
  );
}
