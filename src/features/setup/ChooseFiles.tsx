/** The buttons that open the chooser for one's own data: files, or a folder of class folders. */
import { useRef, type JSX } from "react";
import { useStore } from "zustand";
import type { GivenFile } from "../../../workers/protocol/data";
import { dataStore } from "../../runs/data/dataStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { loadFiles } from "../../runs/run/session";
import { Button } from "../../ui/Button";
import { chooseFolder, givenFiles } from "./givenFiles";

/** Whether files can be taken: no run, and no other reading, is under way. */
export function canTakeFiles(): boolean {
  return !isUnderWay(runStore.getState().phase) && dataStore.getState().busy !== "reading";
}

/** Takes files unless a run or another reading is under way. */
export function takeFiles(files: readonly GivenFile[]): void {
  if (files.length > 0 && canTakeFiles()) void loadFiles(files);
}

export function ChooseFiles(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const reading = useStore(dataStore, (data) => data.busy === "reading");
  const locked = useStore(runStore, (run) => isUnderWay(run.phase));
  const blocked = locked ? "Stop the run first." : reading ? "Files are being read." : null;
  return (
    <span className="choose">
      <Button onClick={() => input.current?.click()} blocked={blocked}>
        {reading ? "Reading files" : "Choose files"}
      </Button>
      <Button look="quiet" onClick={() => chooseFolder(takeFiles)} blocked={blocked}>
        Choose a folder
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Data files"
        onChange={(event) => {
          takeFiles(givenFiles(event.target.files ?? []));
          event.target.value = "";
        }}
      />
    </span>
  );
}
