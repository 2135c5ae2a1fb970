/**
 * The other schedules of training on the finished subsets: union (U_P at once) and sequential (S_1, then S_2 …, each
 * alone). The union has one learning rate where each subset has its own; the last stage's is used, as it must be said.
 */
import type { Part, PartContext } from "../part";
import { summarise } from "../training/accuracy";
import { freshJudge, judge } from "./judge";

export function schedulesPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { networks, epochs, otherSchedules } = recipe.evaluation;
  const passes = epochs + 1;
  const steps = (schedule: "union" | "sequential"): number =>
    schedule === "union" ? 1 : recipe.stages.count;
  const totalIpc = recipe.stages.count * recipe.stages.ipc;
  /** For each finished network of each schedule, its accuracy after each of the schedule's steps. */
  let finished: readonly (readonly number[])[] = [];
  let epochsOfCurrent = 0;

  async function* one(schedule: "union" | "sequential", network: number): AsyncGenerator<void, number[]> {
    const sets = schedule === "union" ? [made.stages] : made.stages.map((stage) => [stage]);
    let from = await freshJudge(context, network);
    const accuracies: number[] = [];
    for (const [i, set] of sets.entries()) {
      const judgement = yield* judge({
        context,
        from,
        blocks: set,
        rate: set.at(-1)!.learningRate,
        epochs,
        label: `${schedule} ${i + 1}/network ${network}`,
        onEpoch: () => epochsOfCurrent++,
      });
      from = judgement.state;
      accuracies.push(judgement.accuracy);
    }
    return accuracies;
  }

  async function* work(): AsyncGenerator<void, void> {
    while (finished.length < otherSchedules.length * networks) {
      const schedule = otherSchedules[Math.floor(finished.length / networks)]!;
      epochsOfCurrent = 0;
      const accuracies = yield* one(schedule, finished.length % networks);
      epochsOfCurrent = 0;
      finished = [...finished, accuracies];
      if (finished.length % networks !== 0) continue;
      const group = finished.slice(-networks);
      const byStage = group[0]!.map((_, step) => group.map((values) => values[step]!));
      made[schedule] = { byStage };
      emit({
        kind: "accuracy",
        report: { of: "schedule", schedule, totalIpc, accuracy: summarise(byStage.at(-1)!) },
      });
    }
  }

  const passesOf = (count: number): number =>
    Array.from({ length: count }, (_, i) => steps(otherSchedules[Math.floor(i / networks)]!) * passes).reduce(
      (a, b) => a + b,
      0,
    );
  return {
    id: "schedules",
    kind: "evaluation",
    title: "Other schedules",
    stage: 0,
    unit: "epochs",
    total: passesOf(otherSchedules.length * networks),
    cost: totalIpc * data.classNames.length,
    get done() {
      return passesOf(finished.length) + epochsOfCurrent;
    },
    work,
    state: () => Promise.resolve(finished),
    restore(state) {
      finished = state as readonly (readonly number[])[];
    },
  };
}
