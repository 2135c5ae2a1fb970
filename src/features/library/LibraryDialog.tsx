/** Every run that is kept: to find, open, resume, clone, describe, delete, take home and bring in. */
import { useEffect, useRef, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { StorageUse } from "../../../workers/protocol/library";
import {
  compareStored,
  dismissProblem,
  importBundles,
  refreshLibrary,
} from "../../runs/library/librarySession";
import { mostCompared } from "../../runs/library/compareStore";
import { libraryStore } from "../../runs/library/libraryStore";
import { closeDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { bytes, counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { BuffersRow } from "./BuffersRow";
import { RunRow } from "./RunRow";
import { UndoNotice } from "./UndoNotice";
import { columns, matching, sorted, type Column } from "./words";
import "./library.css";

const titles: Readonly<Record<Column, string>> = {
  name: "Name",
  method: "Method",
  data: "Data",
  stages: "Stages × IPC",
  accuracy: "Best stage, %",
  date: "Date",
  state: "State",
};

/** Other tabs save runs, too. */
const refreshMilliseconds = 3000;

function useRefresh(): void {
  useEffect(() => {
    void refreshLibrary();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refreshLibrary();
    }, refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
}

function roomText({ used, left, persistent }: StorageUse): string {
  if (used === null) return "The browser does not tell how much room is taken.";
  const room = `${bytes(used)} of storage taken${left === null ? "" : `, ${bytes(left)} left`}`;
  if (persistent === null) return `${room}.`;
  return persistent
    ? `${room}; the browser keeps it until you delete it.`
    : `${room}; the browser may clear it when the disk is full.`;
}

function ImportButton(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>Import a run bundle</Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".zip"
        multiple
        tabIndex={-1}
        aria-label="Run bundles"
        onChange={(event) => {
          void importBundles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function refuseComparison(count: number): string | null {
  if (count < 2) return "Mark two runs or more by the boxes at their left.";
  return count > mostCompared ? `No more than ${mostCompared} runs are told apart by their colours.` : null;
}

interface HeadProps {
  readonly by: Column;
  readonly reversed: boolean;
  readonly onSort: (column: Column) => void;
}

function TableHead({ by, reversed, onSort }: HeadProps): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">
          <span className="visually-hidden">Chosen</span>
        </th>
        {columns.map((column) => (
          <th
            key={column}
            scope="col"
            aria-sort={column === by ? (reversed ? "descending" : "ascending") : "none"}
          >
            <button type="button" onClick={() => onSort(column)}>
              {titles[column]}
            </button>
          </th>
        ))}
        <th scope="col">
          <span className="visually-hidden">What can be done</span>
        </th>
      </tr>
    </thead>
  );
}

export function LibraryDialog(): JSX.Element {
  const { runs, use, refusal, known, problem } = useStore(libraryStore);
  const [text, setText] = useState("");
  const [order, setOrder] = useState<{ by: Column; reversed: boolean }>({ by: "date", reversed: false });
  const [marked, setMarked] = useState<readonly string[]>([]);
  const used = roomText(use);
  useRefresh();
  const shown = sorted(matching(runs, text), order.by, order.reversed);
  // A run that was deleted meanwhile is not compared.
  const chosen = marked.filter((id) => runs.some((run) => run.id === id));
  const choose = (id: string, isChosen: boolean): void =>
    setMarked(isChosen ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <Dialog title="Library" onClose={closeDialog} wide>
      <div className="library">
        <UndoNotice />
        {problem && (
          <Notice look="error" hint={problem.hint} onDismiss={dismissProblem}>
            {problem.message}
          </Notice>
        )}
        {refusal && (
          <Notice look="warning" hint={refusal.hint}>
            {refusal.message}
          </Notice>
        )}
        <div className="library-tools">
          <label>
            <span className="visually-hidden">Filter</span>
            <input
              type="search"
              placeholder="Filter by name, tag, note, method, data or state"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <div className="kept-actions">
            <Button blocked={refuseComparison(chosen.length)} onClick={() => void compareStored(chosen)}>
              {chosen.length > 1 ? `Compare ${chosen.length} runs` : "Compare"}
            </Button>
            <ImportButton />
          </div>
        </div>
        {known && runs.length === 0 && !refusal && (
          <p className="muted">Every run is kept here from its first seconds on. There is none yet.</p>
        )}
        {runs.length > 0 && (
          <div className="library-room">
            <table className="table library-table">
              <TableHead
                {...order}
                onSort={(by) => setOrder({ by, reversed: by === order.by && !order.reversed })}
              />
              <tbody>
                {shown.map((run) => (
                  <RunRow
                    key={run.id}
                    run={run}
                    chosen={chosen.includes(run.id)}
                    onChoose={(isChosen) => choose(run.id, isChosen)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {runs.length > 0 && shown.length === 0 && <p className="muted">No run fits the filter.</p>}
        {!refusal && (
          <p className="small muted">
            {counted(runs.length, "run")}. {used}
          </p>
        )}
        <BuffersRow />
      </div>
    </Dialog>
  );
}
