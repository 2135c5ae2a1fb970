/** The upper reference: networks trained on all the real data, in the way of the references' whole-data baseline. */
import { judgedPassCost } from "../costs";
import { jobsPart } from "../jobs/jobs-part";
import type { Part, PartContext } from "../part";
import { summarise } from "../training/accuracy";
import { droppedRate, firstDroppedPass, syntheticTraining } from "../training/sgd";
import { fullDataRate, momentumBeginsAnew } from "../training/synthetic";
import { freshJudge } from "./judge";

export function fullDataPart(context: PartContext): Part {
  const { recipe, data, made, emit } = context;
  const { fullDataNetworks, fullDataEpochs } = recipe.evaluation;
  const rates = Array.from({ length: fullDataEpochs }, (_, epoch) =>
    droppedRate(fullDataRate, epoch, fullDataEpochs - 1),
  );
  const { batchSize } = recipe.experts;
  return jobsPart(context, {
    id: "full-data",
    kind: "baseline",
    title: "All the data",
    stage: 0,
    unit: "epochs",
    cost: judgedPassCost(data.train.count, data, fullDataEpochs),
    units: Array.from({ length: fullDataNetworks }, () => fullDataEpochs),
    job: (index) =>
      Promise.resolve({
        network: null,
        seed: recipe.seed,
        from: freshJudge(index),
        legs: [
          {
            images: { kind: "real", rows: null },
            options: { ...syntheticTraining, batchSize, groups: recipe.augmentation.groups },
            rates,
            momentumResetAt: momentumBeginsAnew(recipe) ? firstDroppedPass(fullDataEpochs - 1) : null,
            label: `full data/network ${index}`,
            firstEpoch: 0,
            test: "test",
          },
        ],
        wantState: false,
      }),
    groups: [
      {
        count: fullDataNetworks,
        done(records) {
          made.fullData = records.map(({ result }) => result!.accuracies[0]!);
          emit({ kind: "accuracy", report: { of: "full-data", accuracy: summarise(made.fullData) } });
        },
      },
    ],
  });
}
