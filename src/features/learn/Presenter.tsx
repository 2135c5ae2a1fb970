/** The presenter's layout: images, loss and accuracy in type that can be read from the back of a room; nothing to set. */
import { useDeferredValue, useMemo, type JSX } from "react";
import { useStore } from "zustand";
import { findMethod } from "../../../workers/protocol/methods/registry";
import * as commands from "../../runs/commands";
import { curveStore, lossColumn } from "../../runs/run/curveStore";
import { useSituation, useSpans } from "../../runs/hooks";
import { learnStore } from "../../runs/learnStore";
import { momentStore } from "../../runs/run/momentStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { isUnderWay, runningPart, type RunModel } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { viewStore } from "../../runs/viewStore";
import { LineChart } from "../../ui/charts/LineChart";
import { Button } from "../../ui/Button";
import { count, figure, percent } from "../../ui/format";
import { stageColor } from "../../ui/stageColor";
import { stageRules, wholeAxis, type CurveAxis } from "../curves/curveAxis";
import { stageLines } from "../curves/curveData";
import { ContactSheet } from "../run/ContactSheet";
import { RunMessage } from "../run/RunMessage";
import { RunTimeline } from "../run/RunTimeline";
import { RefusedNotice } from "../setup/RefusedNotice";
import { PresenterImages } from "./PresenterImages";
import { RecordedStrip } from "./RecordedStrip";
import "./presenter.css";

const noCursor = (): void => {};

/** "Stage 2, iteration 75 of 150", in the words of the part under way. */
function whereItIs({ phase, parts }: RunModel): string {
  const part = runningPart(parts);
  if (!part) return phase === "starting" ? "Starting" : "The distilled set";
  return part.total > 0
    ? `${part.title}, ${part.unit.replace(/s$/, "")} ${count(part.done)} of ${count(part.total)}`
    : part.title;
}

function LargeAccuracy(): JSX.Element {
  const reports = useStore(runStore, (run) => run.accuracies);
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const { stages } = run ?? form;
  const last = reports.findLast((report) => report.of === "stage");
  const random = reports.find((report) => report.of === "random" && report.stage === last?.stage);
  const full = reports.find((report) => report.of === "full-data");
  return (
    <section className="presenter-accuracy" aria-label="Accuracy">
      <h2>Accuracy on real test images</h2>
      {last ? (
        <p className="presenter-number" style={{ color: stageColor(last.stage, stages.count) }}>
          {percent(last.accuracy.mean)}{" "}
          <span className="presenter-std">± {percent(last.accuracy.std)} %</span>
        </p>
      ) : (
        <p className="presenter-number muted">–</p>
      )}
      <dl>
        <div>
          <dt>{last ? `distilled, ${last.totalIpc} per class` : "distilled"}</dt>
          <dd>{last ? `after stage ${last.stage}` : "after the first stage"}</dd>
        </div>
        <div>
          <dt>random real images</dt>
          <dd>
            {random ? `${percent(random.accuracy.mean)} ± ${percent(random.accuracy.std)} %` : "not yet"}
          </dd>
        </div>
        <div>
          <dt>all the data</dt>
          <dd>{full ? `${percent(full.accuracy.mean)} %` : "not yet"}</dd>
        </div>
      </dl>
    </section>
  );
}

function LargeLoss(): JSX.Element {
  const stages = useStore(curveStore, (curves) => curves.stages);
  const version = useDeferredValue(useStore(curveStore, (curves) => curves.version));
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const kind = useStore(viewStore, (view) => view.lossScale);
  const at = useStore(momentStore, (moment) => moment.at);
  const recipe = run ?? form;
  const total = recipe.stages.count;
  const spans = useSpans(recipe);
  const axis = useMemo((): CurveAxis => ({ spans, seconds: null }), [spans]);
  const lines = useMemo(() => {
    void version;
    return stageLines(stages, lossColumn, axis, true).map(({ stage, points }) => ({
      id: `stage${stage}`,
      color: stageColor(stage, total),
      points,
    }));
  }, [version, stages, axis, total]);
  const newest = lines.at(-1);
  const last = newest?.points.at(-1);
  return (
    <div className="presenter-loss">
      <LineChart
        title="Matching loss"
        note={`${findMethod(recipe.method).title}, smoothed`}
        summary={`Matching loss over ${lines.length} of ${total} stages${last ? `; now ${figure(last.y)}` : ""}.`}
        lines={lines}
        labels={
          last && newest ? [{ id: newest.id, color: newest.color, y: last.y, text: figure(last.y) }] : []
        }
        kind={kind}
        xAxis={wholeAxis(axis, stages)}
        xLabel="iteration"
        rules={stageRules(axis, stages)}
        height={180}
        cursor={at}
        onCursor={noCursor}
        onPick={noCursor}
        empty="Falls as the images learn to train like real data."
      />
    </div>
  );
}

export default function Presenter(): JSX.Element {
  const now = useSituation();
  const run = useStore(runStore);
  const lesson = useStore(learnStore, (learn) => learn.lesson);
  const main = !isUnderWay(run.phase)
    ? commands.start
    : run.phase === "paused"
      ? commands.resume
      : commands.pause;
  return (
    <div className="presenter">
      <div className="page-head">
        <header className="presenter-head">
          <h1>{lesson?.title || "Dataset distillation"}</h1>
          <Button
            look={main === commands.pause ? "plain" : "primary"}
            icon={main === commands.pause ? "pause" : "play"}
            blocked={main.blocked(now)}
            keyText={main.keyText}
            onClick={main.perform}
          >
            {main.title}
          </Button>
          <Button keyText={commands.present.keyText} onClick={commands.present.perform}>
            Leave presenter layout
          </Button>
        </header>
        <RunTimeline />
      </div>
      <main className="presenter-zones" tabIndex={-1}>
        <section className="run" aria-label="Images" data-phase={run.phase}>
          <RefusedNotice />
          <RecordedStrip />
          {(run.phase === "failed" || now.engine === "failed") && <RunMessage />}
          {run.phase !== "idle" && <p className="presenter-where">{whereItIs(run)}</p>}
          {run.phase === "idle" ? <ContactSheet /> : <PresenterImages />}
        </section>
        <div className="presenter-figures">
          <LargeAccuracy />
          <LargeLoss />
        </div>
      </main>
    </div>
  );
}
