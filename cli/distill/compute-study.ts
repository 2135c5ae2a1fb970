/** An ablation or a sweep: its runs one after the other, those left out that an earlier start of the same has finished. */
import { join } from "node:path";
import { runFiles } from "../../workers/engine/export/bundle";
import { experimentFiles } from "../../workers/engine/export/experiment-files";
import type { DistilledSet } from "../../workers/engine/progressive/distilled";
import { errorData } from "../../workers/protocol/errors";
import { experimentRows, type Experiment, type Variant } from "../../workers/protocol/experiments/experiment";
import { newStudy, studyRows, type Outcome, type Study } from "../../workers/protocol/experiments/study";
import { studyMarkdown } from "../../workers/protocol/experiments/study-table";
import { Interrupted, type Io } from "./io";
import { compute, heading, type Job } from "./job";
import { writeFolder } from "./output-folder";
import type { Progress } from "./progress";
import {
  finishedFile,
  readFinishedRuns,
  removeStudy,
  type FinishedRun,
  type Surroundings,
} from "./study-runs";

/** What is about to be computed, and what is not. */
function introduce(experiment: Experiment, job: Job, leftOut: Study["leftOut"], progress: Progress): void {
  for (const reason of job.device.passedOver) progress.note(reason);
  progress.note(`${heading(job)}. ${experiment.question}`);
  for (const { title, reason } of leftOut) progress.note(`Left out: ${title}. ${reason}`);
}

/**
 * Computes every variant that had not finished when the same was started before; each one's results and the table so far
 * are written as soon as it is finished. One that fails is left out with the reason, and the others are computed all the
 * same.
 * @param begun called once nothing given can be refused any more.
 * @returns a sentence if some have failed.
 * @throws BadInput if the folder holds runs of something else, unless they are to be replaced.
 */
export async function computeStudy(
  experiment: Experiment,
  job: Job,
  io: Io,
  progress: Progress,
  begun: () => void,
): Promise<string | null> {
  let study = newStudy(experiment, job.recipe, { id: job.name, created: 0, preset: job.name });
  const { variants, leftOut } = study;
  const { backend, adapter } = job.device;
  const surroundings: Surroundings = {
    backend,
    adapter,
    versions: job.engine.versions,
    digest: job.data.digest,
  };
  const earlier = job.fresh ? new Map() : await readFinishedRuns(job.folder, variants, surroundings);
  const sets: { title: string; set: DistilledSet }[] = [];
  const settle = (name: string, outcome: Outcome): void => {
    study = { ...study, outcomes: { ...study.outcomes, [name]: outcome } };
    if (studyRows(study).length > 0) writeFolder(job.folder, experimentFiles(study, sets));
  };
  const finish = (variant: Variant, { set, result }: FinishedRun): void => {
    sets.push({ title: variant.title, set });
    settle(variant.name, { state: "finished", rows: experimentRows(experiment.rows, variant, result) });
  };
  let isUnderWay = false;
  const begin = (title: string): void => {
    begun();
    if (!isUnderWay) {
      if (job.fresh) removeStudy(job.folder);
      introduce(experiment, job, leftOut, progress);
    }
    isUnderWay = true;
    progress.note(title);
  };
  for (const [index, variant] of variants.entries()) {
    const title = `Variant ${index + 1} of ${variants.length}: ${variant.title}`;
    const folder = join(job.folder, variant.name);
    try {
      const known = earlier.get(variant.name);
      if (known) {
        begin(`${title}, which had finished`);
        finish(variant, known);
        continue;
      }
      const record = await compute(job, variant.recipe, io, progress, () => begin(title));
      const kept = await finishedFile(record, variant.recipe, surroundings);
      writeFolder(folder, new Map([...runFiles(record), kept]));
      finish(variant, record);
    } catch (error) {
      if (error instanceof Interrupted || !isUnderWay) throw error;
      const { message: reason } = errorData(error);
      progress.note(`${variant.title} failed: ${reason}`);
      settle(variant.name, { state: "failed", reason });
    }
  }
  progress.note(studyMarkdown(study).trimEnd());
  const failed = Object.values(study.outcomes).filter(({ state }) => state === "failed").length;
  return failed > 0 ? `${failed} of ${variants.length} variants failed.` : null;
}
