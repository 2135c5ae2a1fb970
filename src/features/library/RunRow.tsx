/** One run in the library's table, and under it, opened, what a person may write about it. */
import { useRef, useState, type JSX } from "react";
import { useStore } from "zustand";
import { date } from "../../../workers/protocol/dates";
import type { ListedRun } from "../../../workers/protocol/library";
import {
  changeStored,
  cloneRecipe,
  deleteStored,
  linkOf,
  openStored,
  prepareBranch,
  resumeStored,
} from "../../runs/library/librarySession";
import { resumeBlocked } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { canGoOn, shownState } from "../../runs/library/libraryStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { bytes } from "../../ui/format";
import type { IconName } from "../../ui/icons";
import { CopyLink } from "./CopyLink";
import { RunThumbnail } from "./RunThumbnail";
import { accuracyOf, columns, dataOf, methodOf, share, stagesOf } from "./words";

function stateText(run: ListedRun, isHere: boolean): string {
  const state = shownState(run);
  if (state === "running" && !isHere) return "in another tab";
  return state === "finished" ? state : `${state}, ${share(run.progress)}`;
}

/** The same function at every drawing, so that it acts only once. */
const focusField = (field: HTMLInputElement | null): void => field?.focus();

function RunEditor({ run, onDone }: { readonly run: ListedRun; readonly onDone: () => void }): JSX.Element {
  const [name, setName] = useState(run.name);
  const [tags, setTags] = useState(run.tags.join(", "));
  const [notes, setNotes] = useState(run.notes);
  const save = (): void => {
    const list = tags.split(",").map((tag) => tag.trim().slice(0, 60));
    void changeStored(run.id, {
      name: name.trim().slice(0, 200) || run.name,
      tags: [...new Set(list.filter(Boolean))].slice(0, 50),
      notes: notes.slice(0, 20_000),
    });
    onDone();
  };
  return (
    <form
      className="run-editor"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label>
        Name
        <input
          ref={focusField}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        Tags, separated by commas
        <input value={tags} maxLength={1000} onChange={(event) => setTags(event.target.value)} />
      </label>
      <label className="run-editor-notes">
        Note
        <textarea
          value={notes}
          rows={3}
          maxLength={20_000}
          onChange={(event) => setNotes(event.target.value)}
        />
      </label>
      <p className="small muted">
        {`Seed ${run.recipe.seed}, computed on ${run.backends.join(", then ")} (${run.adapter}), studio ${
          run.versions["studio"] ?? "?"
        }, ${bytes(run.bytes)}.`}
      </p>
      <div className="kept-actions">
        <Button look="primary" submit>
          Save
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}

/** What is done less often: its icon, or its name where there is room for a line of them. */
const seldom = (icon: IconName, label: string) => ({ icon, label, className: "run-seldom" }) as const;

interface Props {
  readonly run: ListedRun;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}

export function RunRow({ run, chosen, onChoose }: Props): JSX.Element {
  const [editing, setEditing] = useState(false);
  const row = useRef<HTMLTableRowElement>(null);
  // The keyboard goes on where it opened the editor.
  const done = (): void => {
    setEditing(false);
    row.current?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
  };
  const here = useStore(runStore, ({ id, phase }) => id === run.id && isUnderWay(phase));
  const busy = useStore(runStore, ({ phase }) => isUnderWay(phase));
  const cannotResume = resumeBlocked(useSituation());
  const blocked = busy ? "A run is under way; stop it first." : null;
  const held = run.held ? (here ? "It is under way; stop it first." : "Another tab computes it.") : null;
  return (
    <>
      <tr ref={row} data-run={run.name}>
        <td>
          <input
            type="checkbox"
            checked={chosen}
            aria-label={`Compare ${run.name}`}
            onChange={(event) => onChoose(event.target.checked)}
          />
        </td>
        <th scope="row">
          <span className="run-name">{run.name}</span>
          {run.thumbnail && <RunThumbnail thumbnail={run.thumbnail} />}
          {run.tags.length > 0 && (
            <span className="run-tags">
              {run.tags.map((tag) => (
                <span key={tag}>{tag}</span>
              ))}
            </span>
          )}
          {run.parent && (
            <span className="small muted run-notes">
              {run.parent.stage > 0
                ? `stages 1 to ${run.parent.stage} of “${run.parent.name}”`
                : `begun by “${run.parent.name}”`}
            </span>
          )}
          {run.notes && <span className="small muted run-notes">{run.notes}</span>}
        </th>
        <td>{methodOf(run)}</td>
        <td>{dataOf(run)}</td>
        <td>{stagesOf(run)}</td>
        <td>{accuracyOf(run)}</td>
        <td>{date(run.created)}</td>
        <td>
          {stateText(run, here)}
          {run.imported && <span className="muted">, imported</span>}
        </td>
        <td>
          <div className="run-actions">
            <Button
              blocked={here ? "It is on the page." : run.bytes === 0 ? "Nothing of it was saved." : blocked}
              onClick={() => void openStored(run.id)}
            >
              Open
            </Button>
            {canGoOn(run) && (
              <Button blocked={held ?? cannotResume} onClick={() => void resumeStored(run.id)}>
                Resume
              </Button>
            )}
            <Button {...seldom("copy", "Clone")} blocked={blocked} onClick={() => cloneRecipe(run)}>
              Clone
            </Button>
            {run.branchStages.length > 0 && (
              <Button {...seldom("branch", "Branch")} blocked={blocked} onClick={() => prepareBranch(run)}>
                Branch
              </Button>
            )}
            <CopyLink {...seldom("link", "Copy link")} query={() => linkOf(run)}>
              Copy link
            </CopyLink>
            <Button {...seldom("edit", "Edit")} expanded={editing} onClick={() => setEditing(!editing)}>
              Edit
            </Button>
            <Button {...seldom("delete", "Delete")} blocked={held} onClick={() => void deleteStored(run)}>
              Delete
            </Button>
          </div>
        </td>
      </tr>
      {editing && (
        <tr>
          <td colSpan={columns.length + 2}>
            <RunEditor run={run} onDone={done} />
          </td>
        </tr>
      )}
    </>
  );
}
