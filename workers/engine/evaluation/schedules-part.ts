/**
 * The other schedules of training on the finished subsets: union (U_i at once, for each number of stages i) and
 * sequential (S_1, then S_2 …, each alone). A union has one learning rate where each subset has its own; its last
 * stage's is used, as it must be said. All schedules have the recipe's epochs: PDD's code for IDC gives the union and
 * the sequential schedule 1000 where progressive training has 500 a stage, which is not reproduced.
 */
import { judgedPassCost } from "../costs";
import type { Job, JobImages } from "../jobs/job";
import { jobsPart, type JobGroup } from "../jobs/jobs-part";
import type { Part, PartContext } from "../part";
import { TrainingSets } from "../progressive/training-arrays";
import { summarise } from "../training/accuracy";
import { evaluationPasses } from "../training/synthetic";
import { freshJudge, judgeJob, judgeLeg } from "./judge";

type OtherSchedule = "union" | "sequential";

/** What one network is trained on: the stages (from 0 on) of each of the sets that it sees in turn. */
type Curriculum = readonly (readonly number[])[];

/** The curricula of a schedule: a union needs fresh networks for each number of stages, sequential training none. */
function curricula(schedule: OtherSchedule, count: number): Curriculum[] {
  const stages = Array.from({ length: count }, (_, i) => i);
  if (schedule === "sequential") return [stages.map((i) => [i])];
  return stages.map((i) => [stages.slice(0, i + 1)]);
}

export function schedulesPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { networks, otherSchedules } = recipe.evaluation;
  const { count, ipc } = recipe.stages;
  const passes = evaluationPasses(recipe);
  const planned = otherSchedules.flatMap((schedule) =>
    curricula(schedule, count).flatMap((curriculum) =>
      Array.from({ length: networks }, (_, network) => ({ schedule, curriculum, network })),
    ),
  );
  const trained = planned.flatMap(({ curriculum }) => curriculum.map((stages) => stages.length));
  /** In one of the sets, on average. */
  const images = (ipc * data.classNames.length * trained.reduce((a, b) => a + b, 0)) / trained.length;
  const sets = new TrainingSets(context);
  const setOf = (stages: readonly number[]): Promise<JobImages> =>
    sets.of(stages.join(), () => stages.map((i) => made.stages[i]!));

  async function job(index: number): Promise<Job> {
    const { schedule, curriculum, network } = planned[index]!;
    const images = await Promise.all(curriculum.map(setOf));
    const legs = curriculum.map((stages, i) => {
      const last = stages.at(-1)!;
      return judgeLeg(
        context,
        images[i]!,
        made.stages[last]!.learningRate,
        `${schedule} ${last + 1}/network ${network}`,
      );
    });
    return judgeJob(context, { from: freshJudge(network), legs });
  }

  const group = (schedule: OtherSchedule): JobGroup => ({
    count: networks * curricula(schedule, count).length,
    done(records) {
      // The networks of each curriculum follow one another; each gives an accuracy after each of its sets.
      const perCurriculum = curricula(schedule, count).map((_, i) =>
        records.slice(i * networks, (i + 1) * networks),
      );
      const byStage = perCurriculum.flatMap((own) =>
        own[0]!.result!.accuracies.map((_, step) => own.map(({ result }) => result!.accuracies[step]!)),
      );
      made[schedule] = { byStage };
      emit({
        kind: "accuracy",
        report: {
          of: "schedule",
          schedule,
          totalIpc: count * ipc,
          accuracy: summarise(byStage.at(-1)!),
        },
      });
    },
  });
  return jobsPart(context, {
    id: "schedules",
    kind: "evaluation",
    title: "Other schedules",
    stage: 0,
    unit: "epochs",
    cost: judgedPassCost(images, data, passes),
    units: planned.map(({ curriculum }) => curriculum.length * passes),
    job,
    release: () => sets.clear(),
    groups: otherSchedules.map(group),
  });
}
