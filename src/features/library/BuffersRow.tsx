/** How much room the kept trajectories of experts take, and a button that removes those that no run needs. */
import { useEffect, type JSX } from "react";
import { useStore } from "zustand";
import type { BuffersUse } from "../../../workers/protocol/library";
import { buffersStore, clearBuffers, refreshBuffers } from "../../runs/library/buffersStore";
import { Button } from "../../ui/Button";
import { bytes, counted } from "../../ui/format";

function inWords({ count, bytes: taken, free }: BuffersUse): string {
  if (count === 0) return "No experts are kept. Those of the next run will be, for runs that need the same.";
  const needed = count - free;
  const rest =
    needed > 0 ? `; ${needed === count ? "all" : needed} of them to resume runs that have not ended` : "";
  return `${counted(count, "trajectory", "trajectories")} of experts kept for runs that need the same, ${bytes(taken)}${rest}.`;
}

function refuse({ count, free }: BuffersUse): string | null {
  if (count === 0) return "There are none.";
  return free === 0 ? "Runs that can be resumed need all of them: delete those runs first." : null;
}

export function BuffersRow(): JSX.Element | null {
  const use = useStore(buffersStore, (buffers) => buffers.use);
  useEffect(() => void refreshBuffers(), []);
  if (!use) return null;
  return (
    <div className="library-buffers">
      <p className="small muted">{inWords(use)}</p>
      <Button blocked={refuse(use)} onClick={() => void clearBuffers()}>
        {use.freeBytes > 0 ? `Clear ${bytes(use.freeBytes)} of expert buffers` : "Clear expert buffers"}
      </Button>
    </div>
  );
}
