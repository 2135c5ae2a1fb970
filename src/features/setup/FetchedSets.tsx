/** The data sets by address that are kept here: how far each has come, and what can be done with it. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { isWhole, type FetchProgress, type ListedSet } from "../../../workers/protocol/fetching";
import { dataStore } from "../../runs/data/dataStore";
import { pauseSet, removeSet, resumeSet, takeSet } from "../../runs/data/fetchSession";
import { fetchStore } from "../../runs/data/fetchStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { bytes, counted, duration } from "../../ui/format";

const share = (there: number, total: number | null): string =>
  total === null ? bytes(there) : `${bytes(there)} of ${bytes(total)}`;

/** "3 MB of 10 MB, 2 MB a second, 4 s left". */
function paceText({ bytes: there, total, perSecond }: FetchProgress): string {
  const left = total !== null && perSecond ? (total - there) / perSecond : null;
  return [
    share(there, total),
    ...(perSecond === null ? [] : [`${bytes(perSecond)} a second`]),
    ...(left === null ? [] : [`${duration(left)} left`]),
  ].join(", ");
}

const hostsOf = ({ files }: ListedSet): string =>
  [...new Set(files.map(({ address }) => new URL(address).host))].join(", ");

function Progress({
  set,
  progress,
}: {
  readonly set: ListedSet;
  readonly progress: FetchProgress | null;
}): JSX.Element {
  const { bytes: there, total } = progress ?? set;
  return (
    <>
      <progress
        aria-label={`Fetching ${set.title}`}
        max={total ?? undefined}
        value={total === null ? undefined : there}
      />
      <p className="small" data-testid="fetch-progress">
        {progress ? paceText(progress) : "Asking"}
      </p>
      {progress?.note && (
        <p className="small muted" role="status">
          {progress.note}
        </p>
      )}
    </>
  );
}

function SetRow({ set }: { readonly set: ListedSet }): JSX.Element {
  const { id, title, files, problem, held } = set;
  const progress = useStore(fetchStore, (model) => model.progress[id]);
  const underWay = useStore(runStore, (run) => isUnderWay(run.phase));
  const reading = useStore(dataStore, (data) => data.busy === "reading");
  const isHere = progress !== undefined;
  const whole = isWhole(set);
  const isElsewhere = held && !isHere;
  const blocked = underWay ? "Stop the run first." : reading ? "Files are being read." : null;
  const elsewhere = isElsewhere ? "Another tab fetches it." : null;
  return (
    <li className="fetched">
      <p className="fetched-title">
        <strong>{title}</strong>{" "}
        <span className="small muted">
          {counted(files.length, "file")} from {hostsOf(set)}
        </span>
      </p>
      {isHere ? (
        <Progress set={set} progress={progress} />
      ) : (
        <p className="small">
          {whole
            ? `${bytes(set.bytes)}, there without a network, too`
            : `${isElsewhere ? "Another tab fetches it" : problem ? "Stopped" : "Paused"} at ${share(set.bytes, set.total)}`}
        </p>
      )}
      {!isHere && problem && (
        <p className="small fetch-wrong" role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      <div className="fetch-actions">
        {isHere ? (
          <Button icon="pause" onClick={() => void pauseSet(id)}>
            Pause
          </Button>
        ) : whole ? (
          <Button blocked={blocked} onClick={() => void takeSet(id)}>
            Use
          </Button>
        ) : (
          <Button icon="play" blocked={elsewhere} onClick={() => void resumeSet(id)}>
            Resume
          </Button>
        )}
        <Button look="quiet" blocked={elsewhere} onClick={() => void removeSet(id)}>
          Remove
        </Button>
      </div>
    </li>
  );
}

export function FetchedSets(): JSX.Element | null {
  const sets = useStore(fetchStore, (model) => model.sets);
  const left = useStore(fetchStore, ({ use }) => use.left);
  if (!sets?.length) return null;
  return (
    <section aria-label="Data sets kept here">
      <h4>Data sets kept here</h4>
      <ul className="fetched-list">
        {sets.map((set) => (
          <SetRow key={set.id} set={set} />
        ))}
      </ul>
      {left !== null && <p className="small muted">The browser allows {bytes(left)} more here.</p>}
    </section>
  );
}
