/**
 * The accuracy after a stage, under the progressive schedule: n networks go on from where U_{i−1} left them and train
 * on U_i with that stage's learned rate β_i. Beside them n networks train in the same way, at the field's usual rate
 * of 0.01, on as many random real images: each on a draw of its own, since what is drawn matters more than the network.
 */
import type { TrainingState } from "../training/sgd";
import { summarise } from "../training/accuracy";
import type { Part, PartContext } from "../part";
import { realImages } from "../progressive/initial-images";
import { freshJudge, judge, type Judgement } from "./judge";

/** Learning rate for training on images that come without a learned one (DC, DSA, DM: evaluation protocol). */
export const baselineRate = 0.01;

export function stageEvaluationPart(context: PartContext, stage: number): Part {
  const { recipe, data, made, emit } = context;
  const { networks, epochs, randomBaseline } = recipe.evaluation;
  const passes = epochs + 1;
  const judges = networks * (randomBaseline ? 2 : 1);
  const totalIpc = stage * recipe.stages.ipc;
  /** Finished judgements: first those of the distilled images, then those of the random ones. */
  let finished: readonly Judgement[] = [];
  let epochsOfCurrent = 0;

  async function* one(index: number): AsyncGenerator<void, Judgement> {
    const onRandom = index >= networks;
    const network = index % networks;
    const carried: readonly TrainingState[] = onRandom ? made.randomJudges : made.judges;
    const blocks = onRandom
      ? Array.from({ length: stage }, (_, i) => realImages(data, recipe, i + 1, `random baseline ${network}`))
      : made.stages;
    return yield* judge({
      context,
      from: stage === 1 ? await freshJudge(context, network) : carried[network]!,
      blocks,
      rate: onRandom ? baselineRate : made.stages.at(-1)!.learningRate,
      epochs,
      // The same draws for both, so that only the images differ.
      label: `evaluation ${stage}/network ${network}`,
      onEpoch: () => epochsOfCurrent++,
    });
  }

  async function* work(): AsyncGenerator<void, void> {
    while (finished.length < judges) {
      epochsOfCurrent = 0;
      const judgement = yield* one(finished.length);
      finished = [...finished, judgement];
      epochsOfCurrent = 0;
      if (finished.length === networks) {
        const values = finished.map(({ accuracy }) => accuracy);
        made.judges = finished.map(({ state }) => state);
        made.progressive = { byStage: [...made.progressive.byStage, values] };
        emit({ kind: "accuracy", report: { of: "stage", stage, totalIpc, accuracy: summarise(values) } });
      }
      if (finished.length === 2 * networks) {
        const random = finished.slice(networks);
        const values = random.map(({ accuracy }) => accuracy);
        made.randomJudges = random.map(({ state }) => state);
        made.random = { byStage: [...made.random.byStage, values] };
        emit({ kind: "accuracy", report: { of: "random", stage, totalIpc, accuracy: summarise(values) } });
      }
    }
  }

  return {
    id: `evaluation-${stage}`,
    kind: "evaluation",
    title: `Evaluation of ${stage === 1 ? "S₁" : `U${subscript(stage)}`}`,
    stage,
    unit: "epochs",
    total: judges * passes,
    cost: totalIpc * data.classNames.length,
    get done() {
      return finished.length * passes + epochsOfCurrent;
    },
    work,
    state: () => Promise.resolve(finished),
    restore(state) {
      finished = state as readonly Judgement[];
    },
  };
}

const subscript = (n: number): string =>
  [...String(n)].map((digit) => String.fromCharCode(0x2080 + Number(digit))).join("");
