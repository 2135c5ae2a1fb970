/** The button that opens the file chooser for one's own data. */
import { useRef, type JSX } from "react";
import { useStore } from "zustand";
import { dataStore } from "../../runs/dataStore";
import { isUnderWay } from "../../runs/runModel";
import { runStore } from "../../runs/runStore";
import { loadFiles } from "../../runs/session";
import { Button } from "../../ui/Button";

/** Takes files unless a run or another reading is under way; true if they were taken. */
export function takeFiles(files: FileList | null): boolean {
  if (!files?.length || isUnderWay(runStore.getState().phase) || dataStore.getState().busy === "reading")
    return false;
  void loadFiles([...files]);
  return true;
}

export function ChooseFiles(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const reading = useStore(dataStore, (data) => data.busy === "reading");
  const locked = useStore(runStore, (run) => isUnderWay(run.phase));
  return (
    <>
      <Button
        onClick={() => input.current?.click()}
        blocked={locked ? "Stop the run first." : reading ? "Files are being read." : null}
      >
        {reading ? "Reading files" : "Choose files"}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Data files"
        onChange={(event) => {
          takeFiles(event.target.files);
          event.target.value = "";
        }}
      />
    </>
  );
}
