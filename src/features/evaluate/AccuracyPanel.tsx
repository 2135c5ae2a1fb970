/** Accuracy with company: mean ± std after each stage, random real images and all the data beside it, and the protocol. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { Accuracy, AccuracyReport } from "../../../workers/protocol/events";
import type { CoresetMethod } from "../../../workers/protocol/recipe/evaluation";
import { useSpans } from "../../runs/hooks";
import { momentStore } from "../../runs/run/momentStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { startOf } from "../../runs/run/spans";
import { AccuracyChart, type AccuracyDot } from "../../ui/charts/AccuracyChart";
import { percent } from "../../ui/format";
import { stageColor } from "../../ui/stageColor";
import { bestCoreset } from "./bestCoreset";
import "./evaluate.css";

type StageReport = Extract<AccuracyReport, { stage: number }>;

const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)}`;

const coresetNames: Readonly<Record<CoresetMethod, string>> = {
  herding: "herding",
  "k-center": "k-center",
  forgetting: "forgotten",
};

/** The beginning of the protocol's sentence: how many networks, and which. */
const briefly = (protocol: string): string => /^[^)]*\)/.exec(protocol)?.[0] ?? "fresh networks";

function ofKind<K extends AccuracyReport["of"]>(
  reports: readonly AccuracyReport[],
  kind: K,
): Extract<AccuracyReport, { of: K }>[] {
  return reports.filter((report): report is Extract<AccuracyReport, { of: K }> => report.of === kind);
}

export function AccuracyPanel(): JSX.Element {
  const reports = useStore(runStore, (run) => run.accuracies);
  const description = useStore(runStore, (run) => run.description);
  const buckets = useStore(runStore, (run) => run.buckets);
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const recipe = run ?? form;
  const count = recipe.stages.count;
  const ipc = recipe.stages.ipc;
  const distilled = ofKind(reports, "stage");
  const random = ofKind(reports, "random");
  const coreset = bestCoreset(ofKind(reports, "coreset"));
  const architectures = ofKind(reports, "architecture");
  const schedules = ofKind(reports, "schedule");
  const full = ofKind(reports, "full-data")[0];
  const at = useStore(momentStore, (moment) => moment.at);
  const spans = useSpans(recipe);
  /** The stage had been distilled at the moment shown. */
  const isThen = ({ stage }: StageReport): boolean => at === null || startOf(spans, stage + 1) <= at;
  const dot = (report: StageReport): AccuracyDot => ({
    id: `${report.of}${report.stage}`,
    place: report.stage,
    mean: report.accuracy.mean,
    std: report.accuracy.std,
    color: report.of === "stage" ? stageColor(report.stage, count) : "var(--muted)",
    hollow: report.of !== "stage",
    faint: !isThen(report),
  });
  const label = (id: string, text: string, report: StageReport | undefined) =>
    report ? [{ id, text: `${text} ${percent(report.accuracy.mean)}`, mean: report.accuracy.mean }] : [];
  const best = distilled.findLast(isThen);
  const chosen = coreset[0] ? coresetNames[coreset[0].method] : null;
  const columns = chosen ? 5 : 4;
  return (
    <section className="accuracy-panel" aria-label="Accuracy">
      <h2>
        Accuracy <span className="muted small">%, fresh networks on real test images</span>
      </h2>
      <AccuracyChart
        summary={
          best
            ? `After stage ${best.stage}: ${written(best.accuracy)} percent over ${best.accuracy.values.length} networks.`
            : "No accuracy yet."
        }
        dots={[...random, ...coreset, ...distilled].map(dot)}
        references={
          full
            ? [
                {
                  id: "full",
                  label: `all data ${percent(full.accuracy.mean)}`,
                  mean: full.accuracy.mean,
                  std: full.accuracy.std,
                },
              ]
            : []
        }
        places={Array.from({ length: count }, (_, index) => String((index + 1) * ipc))}
        xLabel="images per class, after each stage"
        labels={[
          ...label("stage", "distilled", best),
          ...label("random", "random real", random.findLast(isThen)),
          ...label("coreset", chosen ?? "", coreset.findLast(isThen)),
        ]}
        chance={description ? 1 / description.classNames.length : null}
        empty="Measured after each stage, beside random real images and all the data."
      />
      {(distilled.length > 0 || random.length > 0) && (
        <table className="accuracy-table">
          <thead>
            <tr>
              <th scope="col">after</th>
              <th scope="col">IPC</th>
              <th scope="col">distilled</th>
              <th scope="col">random real</th>
              {chosen && <th scope="col">best coreset ({chosen})</th>}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: count }, (_, index) => index + 1).map((stage) => {
              const own = distilled.find((report) => report.stage === stage);
              const other = random.find((report) => report.stage === stage);
              const picked = coreset.find((report) => report.stage === stage);
              if (!own && !other) return null;
              return (
                <tr key={stage}>
                  <th scope="row">
                    <span className="swatch" style={{ background: stageColor(stage, count) }} /> stage {stage}
                  </th>
                  <td>{stage * ipc}</td>
                  <td>{own ? written(own.accuracy) : "–"}</td>
                  <td>{other ? written(other.accuracy) : "–"}</td>
                  {chosen && <td>{picked ? written(picked.accuracy) : "–"}</td>}
                </tr>
              );
            })}
            {architectures.map((report) => (
              <tr key={report.network}>
                <th scope="row">{report.network}</th>
                <td>{report.totalIpc}</td>
                <td>{written(report.accuracy)}</td>
                <td colSpan={columns - 3}>–</td>
              </tr>
            ))}
            {schedules.map((report) => (
              <tr key={report.schedule}>
                <th scope="row">{report.schedule}</th>
                <td>{report.totalIpc}</td>
                <td>{written(report.accuracy)}</td>
                <td colSpan={columns - 3}>–</td>
              </tr>
            ))}
            {full && (
              <tr>
                <th scope="row">all data</th>
                <td>all</td>
                <td colSpan={columns - 2}>{written(full.accuracy)}</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      {buckets && (
        <p className="small muted">
          Real images by stage, from seldom to often forgotten:{" "}
          {buckets.sizes.map((classes) => classes.reduce((a, b) => a + b, 0)).join(", ")}.
        </p>
      )}
      {description && (
        <details className="protocol small muted">
          <summary>Protocol: {briefly(description.protocol)} …</summary>
          {description.protocol}
        </details>
      )}
    </section>
  );
}
