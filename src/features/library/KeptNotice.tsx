/** What is to be said about runs that are kept: one was interrupted, is computed elsewhere, shown, or cannot be saved. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { date } from "../../../workers/protocol/dates";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type { ListedRun } from "../../../workers/protocol/library";
import { resumeBlocked } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { dataStore } from "../../runs/data/dataStore";
import { cloneRecipe, deleteStored, openStored, resumeStored } from "../../runs/library/librarySession";
import {
  canGoOn,
  interruptedRuns,
  libraryStore,
  runsElsewhere,
  shownState,
} from "../../runs/library/libraryStore";
import { isUnderWay, type RunPhase } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { openDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { ChooseFiles } from "../setup/ChooseFiles";
import { KeptSetButtons } from "../setup/KeptSetButtons";
import { MakeRoom } from "./MakeRoom";
import { ResumeButton } from "./ResumeButton";
import { UndoNotice } from "./UndoNotice";
import { share } from "./words";
import "./library.css";

const moreWords = (runs: readonly ListedRun[]): string =>
  runs.length > 1 ? ` ${counted(runs.length - 1, "more")} in the library.` : "";

/** What it takes to go on with a run that was interrupted. */
function resumeHint({ resumable, needsFiles }: ListedRun, hasFiles: boolean): string {
  if (!resumable) return "It ended before anything was saved; its recipe is in the library.";
  if (!needsFiles) return "It goes on from its last checkpoint, as if nothing had happened.";
  const files =
    "It goes on from its last checkpoint with the files that it was begun with, which are not kept";
  return hasFiles
    ? `${files}: those that are loaded must be the same.`
    : `${files}: give them again, then resume.`;
}

/** Found when the page was opened. */
function Interrupted({ runs }: { readonly runs: readonly ListedRun[] }): JSX.Element | null {
  const blocked = resumeBlocked(useSituation());
  const hasFiles = useStore(dataStore, ({ files }) => files.length > 0);
  const [run] = runs;
  if (!run) return null;
  const place = run.part ? ` in “${run.part}”` : "";
  const lacksFiles = run.resumable && run.needsFiles && !hasFiles;
  return (
    <Notice
      look="warning"
      hint={`${resumeHint(run, hasFiles)}${moreWords(runs)}`}
      action={
        <div className="kept-actions">
          {run.resumable ? (
            <Button
              look="primary"
              icon="play"
              blocked={blocked ?? (lacksFiles ? "Give it its files again first." : null)}
              onClick={() => void resumeStored(run.id)}
            >
              Resume
            </Button>
          ) : (
            <Button onClick={() => openDialog("library")}>Library</Button>
          )}
          {lacksFiles && <KeptSetButtons />}
          {lacksFiles && <ChooseFiles />}
          <Button onClick={() => void deleteStored(run)}>Discard</Button>
        </div>
      }
    >
      {`The run “${run.name}” of ${date(run.created)} was interrupted at ${share(run.progress)}${place}.`}
    </Notice>
  );
}

/** Found when the page was opened, in another tab. */
function Elsewhere({ runs }: { readonly runs: readonly ListedRun[] }): JSX.Element | null {
  const [run] = runs;
  if (!run) return null;
  return (
    <Notice
      look="plain"
      hint={`Here it can be looked at.${moreWords(runs)}`}
      action={
        <Button
          blocked={run.bytes === 0 ? "Nothing of it is saved yet." : null}
          onClick={() => void openStored(run.id)}
        >
          Look at it
        </Button>
      }
    >
      {`“${run.name}” is being computed in another tab.`}
    </Notice>
  );
}

/** The run on the page is one of the library, as it was saved last. */
function FromLibrary({ run }: { readonly run: ListedRun }): JSX.Element {
  if (run.held) {
    return (
      <Notice look="plain" hint="Here it is only shown, as it was saved last; what is new comes by itself.">
        {`“${run.name}” is being computed in another tab.`}
      </Notice>
    );
  }
  const state = shownState(run);
  return (
    <Notice
      look="plain"
      action={
        <div className="kept-actions">
          {canGoOn(run) && <ResumeButton look="primary" />}
          <Button onClick={() => cloneRecipe(run)}>Clone its recipe</Button>
        </div>
      }
    >
      {`“${run.name}” of ${date(run.created)}, from the library: ${state}${
        state === "finished" ? "" : ` at ${share(run.progress)}`
      }.`}
    </Notice>
  );
}

/** What can be done for a run that cannot be saved, and what becomes of it; once it has ended, saving is not tried again. */
function unsavedHint({ hint }: StudioErrorData, phase: RunPhase): string {
  if (!isUnderWay(phase)) return "Export what was distilled: it is gone when the page is closed.";
  return `${hint} ${phase === "paused" ? "If the run is resumed, it goes on unsaved." : "The run goes on unsaved."}`;
}

export function KeptNotice(): JSX.Element {
  const phase = useStore(runStore, (run) => run.phase);
  const stored = useStore(runStore, (run) => run.stored);
  const failed = useStore(runStore, (run) => run.phase === "failed" && run.error !== null);
  const unsaved = useStore(runStore, (run) => run.unsaved);
  const { runs, refusal } = useStore(libraryStore);
  return (
    <>
      <UndoNotice />
      {phase === "idle" && <Elsewhere runs={runsElsewhere(runs)} />}
      {phase === "idle" && <Interrupted runs={interruptedRuns(runs)} />}
      {phase === "idle" && refusal && (
        <Notice look="plain" hint={refusal.hint}>
          {refusal.message}
        </Notice>
      )}
      {stored && !failed && <FromLibrary run={stored} />}
      {unsaved && phase !== "idle" && (
        <Notice look="warning" hint={unsavedHint(unsaved, phase)} action={isUnderWay(phase) && <MakeRoom />}>
          {unsaved.message}
        </Notice>
      )}
    </>
  );
}
