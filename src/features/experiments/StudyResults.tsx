/** What an experiment or a sweep has found so far, on the page or kept from before; from here it goes on, skips, stops. */
import { useEffect, type JSX } from "react";
import { useStore } from "zustand";
import { date } from "../../../workers/protocol/dates";
import { studyRows, waitingVariants, type Study } from "../../../workers/protocol/experiments/study";
import { studyCsv, studyMarkdown } from "../../../workers/protocol/experiments/study-table";
import * as commands from "../../runs/commands";
import {
  forgetStudy,
  loadGrids,
  openStudy,
  refreshStudies,
  resumeStudy,
  skipRun,
  stopStudy,
} from "../../runs/studies/experimentQueue";
import { experimentStore, studyProgress } from "../../runs/studies/experimentStore";
import { useBlocked, useSituation } from "../../runs/hooks";
import { openStored, refreshLibrary } from "../../runs/library/librarySession";
import { libraryStore } from "../../runs/library/libraryStore";
import { Button } from "../../ui/Button";
import { download } from "../../ui/download";
import { LeftOutList } from "./LeftOutList";
import { studyRuns } from "./studyRuns";
import { StudyTable } from "./StudyTable";
import { SweepChart } from "./SweepChart";

function save(study: Study, type: "csv" | "markdown"): void {
  const text = type === "csv" ? studyCsv(study) : studyMarkdown(study);
  const name = `${study.experiment}.${type === "csv" ? "csv" : "md"}`;
  download({ name, type: `text/${type}`, bytes: new TextEncoder().encode(text) });
}

/** Studies that were kept, to look at or to go on with. */
function KeptStudies({ study }: { readonly study: Study | null }): JSX.Element | null {
  const { kept, state } = useStore(experimentStore);
  if (kept.length === 0 || (kept.length === 1 && study)) return null;
  return (
    <label className="study-kept">
      <span className="small muted">Begun on this machine</span>
      <select
        className="field-select"
        value={study?.id ?? ""}
        disabled={state === "running"}
        onChange={(event) => void openStudy(event.target.value)}
      >
        {!study && <option value="">Choose one</option>}
        {kept.map(({ id, title, created }) => (
          <option key={id} value={id}>{`${title}, ${date(created)}`}</option>
        ))}
      </select>
    </label>
  );
}

function Actions({ study }: { readonly study: Study }): JSX.Element | null {
  const isRunning = useStore(experimentStore, ({ state }) => state === "running");
  const isElsewhere = useStore(experimentStore, ({ kept }) =>
    kept.some(({ id, held }) => id === study.id && held),
  );
  const cannotGoOn = commands.resumeBlocked(useSituation());
  const cannotStop = useBlocked(commands.stop);
  if (isRunning)
    return (
      <div className="experiment-actions">
        <Button blocked={cannotStop} onClick={skipRun}>
          Skip this run
        </Button>
        <Button icon="stop" blocked={cannotStop} onClick={stopStudy}>
          {study.axes.length ? "Stop the sweep" : "Stop the experiment"}
        </Button>
      </div>
    );
  const elsewhere = isElsewhere ? "It is under way in another tab." : null;
  if (waitingVariants(study).length === 0) return null;
  return (
    <div>
      <Button look="primary" icon="play" blocked={elsewhere ?? cannotGoOn} onClick={() => void resumeStudy()}>
        Go on
      </Button>
    </div>
  );
}

function Findings({ study }: { readonly study: Study }): JSX.Element {
  const { state, current, problem, grids } = useStore(experimentStore);
  const library = useStore(libraryStore, ({ runs }) => runs);
  const isRunning = state === "running";
  const cannotBegin = commands.resumeBlocked(useSituation());
  const runs = studyRuns(study, current, library);
  const place = study.variants.findIndex(({ name }) => name === current);
  const where =
    isRunning && place >= 0
      ? `Run ${place + 1} of ${study.variants.length}: ${study.variants[place]!.title}.`
      : `${studyProgress(study).replace(/^a/, "A")}.`;
  const open = (id: string): void => void openStored(id);
  const hasRows = studyRows(study).length > 0;
  return (
    <section className="experiments" aria-label="Findings">
      <div>
        <h3>{study.title}</h3>
        <p className="small muted">{where}</p>
        {problem && <p className="small experiment-refused">{`${problem.message} ${problem.hint}`}</p>}
      </div>
      <Actions study={study} />
      <SweepChart study={study} runs={runs} onOpen={cannotBegin ? null : open} />
      <StudyTable study={study} runs={runs} blocked={cannotBegin} onOpen={open} />
      {study.leftOut.length > 0 && (
        <div>
          <h4 className="small">Left out</h4>
          <LeftOutList leftOut={study.leftOut} />
        </div>
      )}
      {grids.length > 0 && (
        <div className="experiment-grids" tabIndex={0} role="group" aria-label="Distilled images of the runs">
          {grids.map(({ variant, title, url }) => (
            <figure key={variant}>
              <img src={url} alt={`Distilled images: ${title}`} />
              <figcaption className="small">{title}</figcaption>
            </figure>
          ))}
        </div>
      )}
      <div className="experiment-actions">
        {hasRows && (
          <>
            <Button icon="save" onClick={() => save(study, "csv")}>
              Table (CSV)
            </Button>
            <Button icon="save" onClick={() => save(study, "markdown")}>
              Table (Markdown)
            </Button>
          </>
        )}
        <Button
          look="quiet"
          blocked={isRunning ? "It is under way; stop it first." : null}
          onClick={() => void forgetStudy(study.id)}
        >
          Forget this table
        </Button>
      </div>
    </section>
  );
}

export function StudyResults(): JSX.Element {
  const study = useStore(experimentStore, (model) => model.study);
  const kept = useStore(experimentStore, (model) => model.kept);
  const id = study?.id;
  const only = !study && kept.length === 1 ? kept[0]!.id : null;
  useEffect(() => {
    void refreshStudies();
    void refreshLibrary();
  }, []);
  useEffect(() => {
    if (id) void loadGrids();
  }, [id]);
  useEffect(() => {
    if (only) void openStudy(only);
  }, [only]);
  return (
    <div className="experiments">
      <KeptStudies study={study} />
      {study && <Findings study={study} />}
      {!study && kept.length === 0 && (
        <p className="muted">
          The table of an experiment or a sweep fills here, run by run. None has been begun yet.
        </p>
      )}
    </div>
  );
}
