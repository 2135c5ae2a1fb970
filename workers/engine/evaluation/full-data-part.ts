/** The upper reference: networks trained on all the real data, in the way of the references' whole-data baseline. */
import type { Part, PartContext } from "../part";
import { measureAccuracy, summarise } from "../training/accuracy";
import { realBatches } from "../training/batches";
import { trainWithDrop } from "../training/epochs";
import { syntheticTraining } from "../training/sgd";
import { freshJudge } from "./judge";
import { baselineRate } from "./stage-evaluation-part";

export function fullDataPart(context: PartContext): Part {
  const { recipe, data, network, made, emit } = context;
  const { fullDataNetworks, fullDataEpochs } = recipe.evaluation;
  const classes = data.classNames.length;
  let finished: readonly number[] = [];
  let epochsOfCurrent = 0;

  async function* one(index: number): AsyncGenerator<void, number> {
    const sgd = yield* trainWithDrop(
      {
        network,
        from: await freshJudge(context, index),
        source: realBatches({ ...data, split: data.train, classes }),
        options: {
          ...syntheticTraining,
          batchSize: recipe.experts.batchSize,
          groups: recipe.augmentation.groups,
        },
        rate: baselineRate,
        epochs: fullDataEpochs - 1, // E + 1 passes are made of E
        seed: recipe.seed,
        label: `full data/network ${index}`,
      },
      () => epochsOfCurrent++,
    );
    try {
      return yield* measureAccuracy(network, sgd.theta, { ...data, split: data.test, classes });
    } finally {
      sgd.dispose();
    }
  }

  return {
    id: "full-data",
    kind: "baseline",
    title: "All the data",
    stage: 0,
    unit: "epochs",
    total: fullDataNetworks * fullDataEpochs,
    cost: data.train.count,
    get done() {
      return finished.length * fullDataEpochs + epochsOfCurrent;
    },
    async *work() {
      while (finished.length < fullDataNetworks) {
        epochsOfCurrent = 0;
        const accuracy = yield* one(finished.length);
        epochsOfCurrent = 0;
        finished = [...finished, accuracy];
      }
      made.fullData = finished;
      emit({ kind: "accuracy", report: { of: "full-data", accuracy: summarise(finished) } });
    },
    state: () => Promise.resolve(finished),
    restore(state) {
      finished = state as readonly number[];
    },
  };
}
