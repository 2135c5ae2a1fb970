/** Runs that are laid beside each other: their curves as series, and their images at any moment. */
import { createStore } from "zustand/vanilla";
import type { CurvePoint, StageImages } from "../../../workers/protocol/events";
import type { ListedRun, RunView } from "../../../workers/protocol/library";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { settingText } from "../../../workers/protocol/recipe/settings";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { valueInWords } from "../recipe/valueInWords";
import { firstLayerColumn, rowOf } from "../run/curveStore";
import { BoundedSeries } from "../run/series";
import { lengthOf, spansOf, startOf, totalOf, type Spans } from "../run/spans";

/** Colours that can be told apart. */
export const mostCompared = 4;

export interface ComparedRun {
  readonly run: ListedRun;
  readonly view: RunView;
  readonly spans: Spans;
  /** As in the curve store. */
  readonly stages: ReadonlyMap<number, BoundedSeries>;
}

export const compareStore = createStore<{ readonly runs: readonly ComparedRun[] }>(() => ({ runs: [] }));

/** The series of a run that is not under way. */
export function seriesOf(points: readonly CurvePoint[]): ReadonlyMap<number, BoundedSeries> {
  const stages = new Map<number, BoundedSeries>();
  for (const point of points) {
    const { stage, iteration, layers } = point;
    const series = stages.get(stage) ?? new BoundedSeries(firstLayerColumn + layers.length);
    stages.set(stage, series);
    series.push(iteration, rowOf(point));
  }
  return stages;
}

export const comparedRun = (run: ListedRun, view: RunView): ComparedRun => ({
  run,
  view,
  spans: spansOf(run.recipe, view.parts),
  stages: seriesOf(view.points),
});

/**
 * The images of each stage of a run at a share of its iterations, 0 to 1; stages that had not begun are left out.
 * Those of finished stages are the ones that were kept.
 */
export function imagesAtShare(
  { spans, view }: Pick<ComparedRun, "spans" | "view">,
  share: number,
): readonly StageImages[] {
  const moment = share * totalOf(spans);
  const stages = [...new Set(view.images.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const own = view.images.filter((images) => images.stage === stage);
    const within = moment - startOf(spans, stage);
    if (within < 0 || (within === 0 && stage > 1)) return [];
    if (within >= lengthOf(spans, stage)) return own.slice(-1);
    const found = own.findLast((images) => images.iteration <= within) ?? own[0];
    return found ? [found] : [];
  });
}

/** A setting in which runs differ. */
export interface Difference {
  readonly path: string;
  readonly title: string;
  /** In words, one for each run. */
  readonly values: readonly string[];
}

/** The settings in which the runs' recipes differ. */
export function differences(runs: readonly ComparedRun[]): readonly Difference[] {
  return [...recipeFields.values()].flatMap((field) => {
    const { path, title } = field;
    const settings = runs.map(({ run }) => getSetting(run.recipe, path));
    const values = settings.map((setting) => valueInWords(field, setting));
    return new Set(settings.map(settingText)).size > 1 ? [{ path, title, values }] : [];
  });
}
