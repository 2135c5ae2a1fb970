/** Matching loss, loss by layer and learned learning rate on one x axis, with one cursor over all of them. */
import { useDeferredValue, useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import { trajectoryMethods } from "../../../workers/protocol/methods/names";
import { findMethod } from "../../../workers/protocol/methods/registry";
import {
  curveStore,
  firstLayerColumn,
  learningRateColumn,
  lossColumn,
  secondsColumn,
} from "../../runs/run/curveStore";
import { useSpans } from "../../runs/hooks";
import { momentStore, showMoment } from "../../runs/run/momentStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { placeOf, startOf } from "../../runs/run/spans";
import { viewStore } from "../../runs/viewStore";
import type { ChartLabel } from "../../ui/charts/ChartLabels";
import { HeatMap } from "../../ui/charts/HeatMap";
import { LineChart } from "../../ui/charts/LineChart";
import type { PlotLine } from "../../ui/charts/PlotLines";
import { Formula } from "../../ui/Formula";
import { figure } from "../../ui/format";
import { stageColor } from "../../ui/stageColor";
import {
  hasSeconds,
  stageRules,
  toAxis,
  toMoment,
  wholeAxis,
  type CurveAxis,
  type StageSamples,
} from "./curveAxis";
import { heatBlocks, layerLine, layerProfiles, layerRows, stageLines, valueAt } from "./curveData";
import { depthColor } from "./depthColor";
import { OverToggle, ScaleToggle, SmoothToggle } from "./toggles";
import "./curves.css";

/** For a chart without the common x axis. */
const noCursor = (): void => {};

type StageLine = PlotLine & { readonly stage: number };

/** A line for each stage in its colour. */
function colored(
  stages: StageSamples,
  column: number,
  count: number,
  axis: CurveAxis,
  smooth: boolean,
): readonly StageLine[] {
  return stageLines(stages, column, axis, smooth).map(({ stage, points }) => ({
    id: `stage${stage}`,
    stage,
    color: stageColor(stage, count),
    points,
  }));
}

/** Label of a stage chart: the value under the cursor, or else the last one of each stage. */
function stageLabels(
  lines: readonly StageLine[],
  stages: StageSamples,
  column: number,
  { spans }: CurveAxis,
  cursor: number | null,
): ChartLabel[] {
  const at = cursor === null ? null : valueAt(stages, column, spans, cursor);
  const cursorStage = cursor === null ? 0 : placeOf(cursor, spans).stage;
  return lines.flatMap(({ id, color, stage, points }) => {
    const last = points.at(-1);
    if (at !== null) {
      return stage === cursorStage
        ? [{ id, color, y: at, text: `${figure(at)} at ${Math.round(cursor ?? 0)}` }]
        : [];
    }
    return last ? [{ id, color, y: last.y, text: `stage ${stage}  ${figure(last.y)}` }] : [];
  });
}

export function CurvesPanel(): JSX.Element {
  const stages = useStore(curveStore, (curves) => curves.stages);
  // Deferred: the charts are drawn in slices, between the person's own actions.
  const version = useDeferredValue(useStore(curveStore, (curves) => curves.version));
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const parameters = useStore(runStore, (model) => model.description?.terms);
  const kind = useStore(viewStore, (view) => view.lossScale);
  const smooth = useStore(viewStore, (view) => view.smooth);
  const over = useStore(viewStore, (view) => view.curvesOver);
  const at = useStore(momentStore, (moment) => moment.at);
  const [pointed, setCursor] = useState<number | null>(null);
  // Pointing reads a value; pressing, or the slider under the images, takes the whole page to that moment.
  const cursor = pointed ?? at;
  // Likewise a layer: pointed at, it stands out for as long; its name pressed, until that is pressed again.
  const [pointedLayer, setPointedLayer] = useState<string | null>(null);
  const [keptLayer, setKeptLayer] = useState<string | null>(null);
  const recipe = run ?? form;
  const count = recipe.stages.count;
  const spans = useSpans(recipe);
  const method = findMethod(recipe.method);
  const learnsRate = trajectoryMethods.includes(recipe.method);
  const { axis, xAxis, rules, timed } = useMemo(() => {
    void version;
    const timed = stages.size === 0 || hasSeconds(stages, secondsColumn);
    const axis: CurveAxis = { spans, seconds: over === "seconds" && timed ? secondsColumn : null };
    return { axis, xAxis: wholeAxis(axis, stages), rules: stageRules(axis, stages), timed };
  }, [version, stages, spans, over]);
  // The series grow in place; the version says when, so that moving the cursor draws no line again.
  const { loss, rate, shown, zero, layerLines, blocks } = useMemo(() => {
    void version;
    const { shown, zero } = layerRows(stages, parameters ?? [], firstLayerColumn);
    return {
      loss: colored(stages, lossColumn, count, axis, smooth),
      rate: colored(stages, learningRateColumn, count, axis, false),
      layerLines: shown.map(({ name, key }, index) => ({
        id: name,
        color: depthColor(index, shown.length),
        points: layerLine(stages, key, axis, smooth),
      })),
      shown,
      zero,
      blocks: heatBlocks(stages, axis),
    };
  }, [version, stages, parameters, count, axis, smooth]);
  const layer = [pointedLayer, keptLayer].find((name) => shown.some((row) => row.name === name)) ?? null;
  const layers = useMemo(
    () => layerLines.map((line) => ({ ...line, faint: layer !== null && layer !== line.id })),
    [layerLines, layer],
  );
  // The layers at chosen iterations: of the stage under the cursor, or else of the latest.
  const profiledStage = cursor === null ? Math.max(0, ...stages.keys()) : placeOf(cursor, spans).stage;
  const profiles = useMemo(() => {
    void version;
    const at = cursor === null ? null : cursor - startOf(spans, profiledStage);
    return layerProfiles(stages.get(profiledStage), shown, at);
  }, [version, stages, profiledStage, shown, cursor, spans]);
  const profileLines = useMemo(
    () =>
      profiles.map(({ iteration, points }, index) => ({
        id: `iteration ${iteration}`,
        color: depthColor(index, profiles.length),
        points,
      })),
    [profiles],
  );
  const layerAxis = useMemo(
    // Half a step of room at both ends, so that the first of the slanted names is not cut off.
    () => ({
      domain: [-0.5, Math.max(1, shown.length - 0.5)] as const,
      ticks: shown.map((_, index) => index),
    }),
    [shown],
  );
  // The charts know places on their axis; the page knows moments.
  const shared = {
    xAxis,
    rules,
    cursor: cursor === null ? null : toAxis(axis, stages, cursor),
    onCursor: (x: number | null) => setCursor(x === null ? null : toMoment(axis, stages, x)),
    onPick: (x: number) => showMoment(toMoment(axis, stages, x)),
  };
  const xLabel = axis.seconds === null ? "iteration, all stages" : "seconds of computing";
  const lastLoss = loss.at(-1)?.points.at(-1)?.y;
  const lastRate = rate.at(-1)?.points.at(-1)?.y;
  return (
    <section className="curves" aria-label="Curves">
      <header className="curves-header">
        <h2>Curves</h2>
        <div className="curves-choices">
          <SmoothToggle />
          <ScaleToggle />
          <OverToggle timed={timed} />
        </div>
      </header>
      <LineChart
        {...shared}
        title="Matching loss"
        note={<Formula text={method.formula} />}
        summary={`Matching loss over ${loss.length} of ${count} stages; now ${figure(lastLoss ?? Number.NaN)}.`}
        lines={loss}
        labels={stageLabels(loss, stages, lossColumn, axis, cursor)}
        kind={kind}
        xLabel={null}
        height={150}
        empty="Falls as the images learn to train like real data; appears with the first iteration."
      />
      <LineChart
        {...shared}
        title="Loss by layer"
        note={<Formula text={method.termsTitle} />}
        summary={`${method.termsTitle}: ${layers.length} terms, each over all iterations so far.`}
        lines={layers}
        labels={layers.flatMap(({ id, color, points }) => {
          const last = points.findLast((point) => Number.isFinite(point.y));
          return last ? [{ id, color, y: last.y, text: id }] : [];
        })}
        kind={kind}
        xLabel={null}
        height={Math.max(150, layers.length * 15 + 24)}
        choice={{ shown: layer, kept: keptLayer, onPoint: setPointedLayer, onKeep: setKeptLayer }}
        empty="One line for each layer, shallow to deep."
      />
      {shown.length > 1 && (
        <LineChart
          title="Layers at chosen iterations"
          note={`stage ${profiledStage}, shallow to deep`}
          summary={`${method.termsTitle} of ${shown.length} layers at ${profiles.map(({ iteration }) => iteration).join(", ")} iterations of stage ${profiledStage}.`}
          lines={profileLines}
          labels={profileLines.flatMap(({ id, color, points }) => {
            const last = points.findLast((point) => Number.isFinite(point.y));
            return last ? [{ id, color, y: last.y, text: id }] : [];
          })}
          kind={kind}
          xAxis={layerAxis}
          xLabel={null}
          xNames={shown.map(({ name }) => name)}
          rules={[]}
          height={220}
          cursor={null}
          onCursor={noCursor}
          onPick={noCursor}
          empty="How the layers stand against each other, early and late."
        />
      )}
      <HeatMap
        title="Layer × iteration"
        note="the same as colour"
        summary={`Heat map of ${shown.length} terms of the loss over the iterations.`}
        blocks={blocks}
        rows={shown}
        domain={xAxis.domain}
        rules={rules}
        cursor={shared.cursor}
        onCursor={shared.onCursor}
        onPick={shared.onPick}
        onRow={setPointedLayer}
        highlighted={layer}
        empty="The same losses as colour: which layers match, and when."
      />
      {shown.length > 0 && zero.length > 0 && (
        <p className="small muted curves-note">
          Left out, exactly zero: {zero.join(", ")}. The norm after a convolution takes its bias away.
        </p>
      )}
      {learnsRate && (
        <LineChart
          {...shared}
          title="Learned learning rate"
          note="β of the student, per step"
          summary={`Learned learning rate of the student; now ${figure(lastRate ?? Number.NaN)}.`}
          lines={rate}
          labels={stageLabels(rate, stages, learningRateColumn, axis, cursor)}
          kind="linear"
          xLabel={xLabel}
          height={150}
          empty="Starts anew at β₀ in every stage."
        />
      )}
    </section>
  );
}
