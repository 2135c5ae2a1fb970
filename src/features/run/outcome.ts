/** What has come of a run, in words: the distilled set beside as many random real images. */
import type { Accuracy, AccuracyReport } from "../../../workers/protocol/events";
import { percent } from "../../ui/format";

export interface Outcome {
  readonly sentence: string;
  /** What may help, where the set is worse than random images by more than both spreads; null elsewhere. */
  readonly hint: string | null;
}

const written = ({ mean, std }: Accuracy): string => `${percent(mean)} ± ${percent(std)}\u00a0%`;

export function outcomeOf(reports: readonly AccuracyReport[]): Outcome {
  const last = reports.findLast((report) => report.of === "stage");
  if (!last) return { sentence: "The run is finished.", hint: null };
  const { accuracy } = last;
  const random = reports.find((report) => report.of === "random" && report.stage === last.stage)?.accuracy;
  const beside = random ? `, as many random real images ${written(random)}` : "";
  const isWorse = random !== undefined && accuracy.mean + accuracy.std < random.mean - random.std;
  return {
    sentence: `Finished: the distilled set at IPC ${last.totalIpc} reaches ${written(accuracy)} (n = ${accuracy.values.length})${beside}.`,
    hint: isWorse
      ? "That is worse than random images: a smaller image learning rate α, or more iterations, may help."
      : null,
  };
}
