/**
 * The other schedules of training on the finished subsets: union (U_P at once) and sequential (S_1, then S_2 …, each
 * alone). The union has one learning rate where each subset has its own; the last stage's is used, as it must be said.
 */
import type { Job } from "../jobs/job";
import { jobsPart, type JobGroup } from "../jobs/jobs-part";
import type { Part, PartContext } from "../part";
import { once, trainingImages } from "../progressive/training-arrays";
import { summarise } from "../training/accuracy";
import { evaluationPasses } from "../training/synthetic";
import { freshJudge, judgeJob, judgeLeg } from "./judge";

type OtherSchedule = "union" | "sequential";

export function schedulesPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { networks, otherSchedules } = recipe.evaluation;
  const passes = evaluationPasses(recipe);
  const stages = Array.from({ length: recipe.stages.count }, (_, i) => i);
  const totalIpc = recipe.stages.count * recipe.stages.ipc;
  /** The sets that a schedule trains on in turn, each made once. */
  const sets = {
    union: [once(() => trainingImages(made.stages, context))],
    sequential: stages.map((i) => once(() => trainingImages([made.stages[i]!], context))),
  };
  /** Learning rate of each of them. */
  const rates = {
    union: () => [made.stages.at(-1)!.learningRate],
    sequential: () => made.stages.map(({ learningRate }) => learningRate),
  };

  async function job(index: number): Promise<Job> {
    const schedule = otherSchedules[Math.floor(index / networks)]!;
    const network = index % networks;
    const images = await Promise.all(sets[schedule].map((set) => set()));
    const legs = rates[schedule]().map((rate, i) =>
      judgeLeg(context, images[i]!, rate, `${schedule} ${i + 1}/network ${network}`),
    );
    return judgeJob(context, { from: freshJudge(network), legs });
  }

  const group = (schedule: OtherSchedule): JobGroup => ({
    count: networks,
    done(records) {
      const byStage = sets[schedule].map((_, step) => records.map(({ result }) => result!.accuracies[step]!));
      made[schedule] = { byStage };
      emit({
        kind: "accuracy",
        report: { of: "schedule", schedule, totalIpc, accuracy: summarise(byStage.at(-1)!) },
      });
    },
  });
  return jobsPart(context, {
    id: "schedules",
    kind: "evaluation",
    title: "Other schedules",
    stage: 0,
    unit: "epochs",
    cost: totalIpc * data.classNames.length,
    units: otherSchedules.flatMap((schedule) =>
      Array.from({ length: networks }, () => sets[schedule].length * passes),
    ),
    job,
    groups: otherSchedules.map(group),
  });
}
