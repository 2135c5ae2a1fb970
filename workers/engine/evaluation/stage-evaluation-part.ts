/**
 * The accuracy after a stage, under the progressive schedule: n networks go on from where U_{i−1} left them and train
 * on U_i with that stage's learned rate β_i. Beside them n networks train in the same way on as many random real images,
 * each on a draw of its own, since what is drawn matters more than the network; and n more on each coreset.
 *
 * Not reproduced of PDD's code for IDC: it halves the rate from the sixth stage on, and reports the best of periodic
 * validations where this tests after the last pass.
 */
import { unionName } from "../../protocol/planned-parts";
import type { CoresetMethod } from "../../protocol/recipe/evaluation";
import { judgedPassCost } from "../costs";
import { coresetBlock } from "../coresets/blocks";
import type { Job, JobStart } from "../jobs/job";
import { jobsPart, type JobGroup, type JobRecord } from "../jobs/jobs-part";
import type { ImageBlock, Judged, Part, PartContext } from "../part";
import { realImages } from "../progressive/initial-images";
import { TrainingSets } from "../progressive/training-arrays";
import { summarise } from "../training/accuracy";
import type { TrainingState } from "../training/sgd";
import { baselineRate, evaluationPasses } from "../training/synthetic";
import { freshJudge, judgeJob, judgeLeg } from "./judge";

/** One set of images that n networks judge. */
interface Candidate {
  /** The networks after the stage before. */
  readonly carried: () => readonly TrainingState[];
  /** Names what a network trains on: those that share a name share the images. */
  readonly name: (network: number) => string;
  readonly blocks: (network: number) => readonly ImageBlock[];
  readonly rate: () => number;
  /** Takes the networks and their accuracies. */
  readonly done: (judges: readonly TrainingState[], values: readonly number[]) => void;
}

/** The accuracies after a stage behind those of the stages before. */
function withStage({ byStage }: Judged, stage: number, values: readonly number[]): Judged {
  return { byStage: [...byStage.slice(0, stage - 1), values] };
}

const noneJudged: Judged = { byStage: [] };

/** What is judged after a stage: the distilled images first. */
function candidates(context: PartContext, stage: number): Candidate[] {
  const { recipe, data, made, emit } = context;
  const { randomBaseline, coresets } = recipe.evaluation;
  const totalIpc = stage * recipe.stages.ipc;
  const stages = Array.from({ length: stage }, (_, i) => i + 1);
  const rate = (): number => baselineRate(recipe);

  const distilled: Candidate = {
    carried: () => made.judges,
    name: () => "distilled",
    blocks: () => made.stages,
    rate: () => made.stages.at(-1)!.learningRate,
    done(judges, values) {
      made.judges = judges;
      made.progressive = withStage(made.progressive, stage, values);
      emit({ kind: "accuracy", report: { of: "stage", stage, totalIpc, accuracy: summarise(values) } });
    },
  };
  const random: Candidate = {
    carried: () => made.randomJudges,
    name: (network) => `random ${network}`,
    blocks: (network) => stages.map((i) => realImages(data, recipe, i, `random baseline ${network}`)),
    rate,
    done(judges, values) {
      made.randomJudges = judges;
      made.random = withStage(made.random, stage, values);
      emit({ kind: "accuracy", report: { of: "random", stage, totalIpc, accuracy: summarise(values) } });
    },
  };
  const coreset = (method: CoresetMethod): Candidate => ({
    carried: () => made.coresetJudges[method] ?? [],
    name: () => method,
    blocks: () =>
      stages.map((i) => ({
        images: coresetBlock(data, made.coresets[method]!, recipe.stages.ipc, i),
        labels: null,
        factor: 1,
      })),
    rate,
    done(judges, values) {
      made.coresetJudges = { ...made.coresetJudges, [method]: judges };
      const before = made.coresetsJudged[method] ?? noneJudged;
      made.coresetsJudged = { ...made.coresetsJudged, [method]: withStage(before, stage, values) };
      const accuracy = summarise(values);
      emit({ kind: "accuracy", report: { of: "coreset", method, stage, totalIpc, accuracy } });
    },
  });
  return [distilled, ...(randomBaseline ? [random] : []), ...coresets.map(coreset)];
}

export function stageEvaluationPart(context: PartContext, stage: number): Part {
  const { recipe, data } = context;
  const { networks } = recipe.evaluation;
  const passes = evaluationPasses(recipe);
  const judged = candidates(context, stage);
  const sets = new TrainingSets(context);

  async function job(index: number): Promise<Job> {
    const network = index % networks;
    const { carried, name, blocks, rate } = judged[Math.floor(index / networks)]!;
    const from: JobStart = stage === 1 ? freshJudge(network) : carried()[network]!;
    // The same draws for all, so that only the images differ.
    const images = await sets.of(name(network), () => blocks(network));
    const leg = judgeLeg(context, images, rate(), `evaluation ${stage}/network ${network}`);
    return judgeJob(context, { from, legs: [leg], goesOn: true });
  }

  const group = ({ done }: Candidate): JobGroup => ({
    count: networks,
    done(records: readonly JobRecord[]) {
      done(
        records.map(({ result }) => result!.state!),
        records.map(({ result }) => result!.accuracies[0]!),
      );
    },
  });
  return jobsPart(context, {
    id: `evaluation-${stage}`,
    kind: "evaluation",
    title: `Evaluation of ${unionName(stage)}`,
    stage,
    unit: "epochs",
    cost: judgedPassCost(stage * recipe.stages.ipc * data.classNames.length, data, passes),
    units: Array.from({ length: judged.length * networks }, () => passes),
    job,
    release: () => sets.clear(),
    groups: judged.map(group),
  });
}
