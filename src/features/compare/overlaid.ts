/** Which curves of compared runs can be laid over each other, and where their points are. Pure. */
import { findMethod } from "../../../workers/protocol/methods/registry";
import { trajectoryMethods } from "../../../workers/protocol/methods/names";
import type { Accuracy } from "../../../workers/protocol/events";
import type { ComparedRun } from "../../runs/library/compareStore";
import { firstLayerColumn, learningRateColumn, lossColumn } from "../../runs/run/curveStore";
import { startOf } from "../../runs/run/spans";
import type { Point } from "../../ui/charts/downsample";
import type { CurveAxis } from "../curves/curveAxis";
import { layerRows } from "../curves/curveData";

/** A curve of every compared run, or of those that have it. */
export interface Overlaid {
  /** "loss", "rate", "accuracy", or "layer " and the name of one. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** Its column in the series of each run; null where the run has none. Without columns: the stages' accuracies. */
  readonly columns: readonly (number | null)[] | null;
}

const inOrder = "of all stages, one after the other";

/**
 * The curves to choose from: the matching loss; β, where a run learns it; the accuracies of the stages, where one was
 * measured; and the terms of the loss by layer that all of the runs have, in the order of the first.
 */
export function overlaidCurves(runs: readonly ComparedRun[]): readonly Overlaid[] {
  const methods = runs.map(({ run }) => findMethod(run.recipe.method));
  const one = new Set(methods).size <= 1;
  const curves: Overlaid[] = [
    {
      id: "loss",
      title: "Matching loss",
      note: one ? inOrder : "of each run's own method: not of one scale",
      columns: runs.map(() => lossColumn),
    },
  ];
  const learns = runs.map(({ run }) => trajectoryMethods.includes(run.recipe.method));
  if (learns.includes(true)) {
    curves.push({
      id: "rate",
      title: "Learned learning rate β",
      note: learns.includes(false) ? "of the runs whose method learns it" : "of the student, per step",
      columns: learns.map((does) => (does ? learningRateColumn : null)),
    });
  }
  if (runs.some((run) => stageAccuracies(run).length > 0)) {
    curves.push({
      id: "accuracy",
      title: "Accuracy after each stage, %",
      note: "mean ± standard deviation",
      columns: null,
    });
  }
  const rows = runs.map(
    ({ stages, view }) => layerRows(stages, view.description.terms, firstLayerColumn).shown,
  );
  const termsTitle = new Set(methods.map((method) => method.termsTitle)).size === 1 && methods[0]?.termsTitle;
  for (const { name } of rows[0] ?? []) {
    const columns = rows.map((own) => own.find((row) => row.name === name)?.key ?? null);
    if (columns.includes(null)) continue;
    const note = termsTitle || "of each run's own method: not of one scale";
    curves.push({ id: `layer ${name}`, title: name, note, columns });
  }
  return curves;
}

/** The accuracies of a run's stages, from the first on. */
function stageAccuracies({
  view,
}: ComparedRun): readonly { readonly stage: number; readonly accuracy: Accuracy }[] {
  return view.accuracies
    .flatMap((report) => (report.of === "stage" ? [report] : []))
    .sort((a, b) => a.stage - b.stage);
}

/** The standard deviation in units of y. */
type AccuracyPoint = Point & { readonly std: number };

/** The mean accuracy of each stage in percent, at the end of the stage; one whose end is not known is left out. */
export function accuracyPoints(run: ComparedRun, { spans, seconds }: CurveAxis): readonly AccuracyPoint[] {
  return stageAccuracies(run).flatMap(({ stage, accuracy }) => {
    const inPercent = { y: 100 * accuracy.mean, std: 100 * accuracy.std };
    if (seconds === null) return [{ x: startOf(spans, stage + 1), ...inPercent }];
    const samples = run.stages.get(stage);
    return samples?.length ? [{ x: samples.value(samples.length - 1, seconds), ...inPercent }] : [];
  });
}
