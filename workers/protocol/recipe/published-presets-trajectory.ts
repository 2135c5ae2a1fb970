/**
 * The settings under which MTT, FTD, DATM and PAD were published for CIFAR-10 at 1, 10 and 50 images per class. Two
 * things differ from the papers: experts train only for as long as they are matched, and so the labels of DATM and PAD
 * start from the last epoch that is matched instead of the hundredth.
 */
import type { MethodName } from "../methods/names";
import { preset, type Preset } from "./preset";
import type { RecipeInput } from "./recipe";

/** What all of them share: ConvNet-3 of width 128, 100 experts, images kept that are best on the test set. */
function published(method: MethodName, ipc: number, own: RecipeInput): RecipeInput {
  return {
    method,
    data: { set: "cifar10", size: 32, trainPerClass: 0, testPerClass: 0, zca: true, ...own.data },
    stages: { count: 1, ipc },
    network: { depth: 3, width: 128 },
    experts: { count: 100, learningRate: 0.01, batchSize: 256, ...own.experts },
    matching: { iterations: 5000, expertEpochs: 2, studentLearningRate: 0.01, ...own.matching },
    labels: { ...own.labels },
    alignment: { ...own.alignment },
    evaluation: {
      networks: 5,
      epochs: 1000,
      fullDataNetworks: 5,
      fullDataEpochs: 50,
      selection: "test",
      selectionEvery: 100,
      ...own.evaluation,
    },
  };
}

/** N, T⁺, α, η_β of MTT; at IPC 10 the α of the released scripts, where the table's 100,000 must be a misprint. */
const mttRows: Readonly<Record<number, RecipeInput>> = {
  1: {
    matching: { studentSteps: 50, maxStartEpoch: 2, imageLearningRate: 100, learningRateRate: 1e-7 },
  },
  10: {
    matching: { studentSteps: 30, maxStartEpoch: 20, imageLearningRate: 100, learningRateRate: 1e-6 },
  },
  50: {
    data: { zca: false },
    matching: {
      studentSteps: 30,
      maxStartEpoch: 40,
      imageLearningRate: 1000,
      learningRateRate: 1e-5,
      studentLearningRate: 0.001,
    },
  },
};

/** FTD's released script for IPC 10; for the others MTT's settings, with FTD's experts and averaging. */
function ftdRow(ipc: number): RecipeInput {
  const row = mttRows[ipc]!;
  const released = ipc === 10 ? { learningRateRate: 1e-5, studentLearningRate: 0.001 } : {};
  return {
    ...row,
    experts: { flatRadius: 0.01, flatSurgery: 0.4 },
    matching: { ...row.matching, ...released, averaging: 0.9995 },
  };
}

/** DATM's configurations: T, T⁺, E_exp, batch and rates. */
const datmRows: Readonly<Record<number, RecipeInput>> = {
  1: {
    matching: {
      maxStartEpoch: 4,
      firstStartEpochs: 0,
      batchSize: 10,
      imageLearningRate: 100,
      learningRateRate: 1e-7,
      largestLoss: 1.1,
    },
    labels: { learned: true, learningRate: 5 },
  },
  10: {
    matching: {
      maxStartEpoch: 20,
      firstStartEpochs: 10,
      expansionIterations: 1000,
      batchSize: 100,
      imageLearningRate: 100,
      learningRateRate: 1e-5,
      largestLoss: 1,
    },
    labels: { learned: true, learningRate: 2 },
  },
  50: {
    matching: {
      maxStartEpoch: 40,
      firstStartEpochs: 20,
      expansionIterations: 2000,
      batchSize: 500,
      imageLearningRate: 1000,
      learningRateRate: 1e-5,
      largestLoss: 1,
    },
    labels: { learned: true, learningRate: 2 },
  },
};

function datmRow(ipc: number): RecipeInput {
  const row = datmRows[ipc]!;
  return {
    ...row,
    experts: { flatRadius: 0.01, flatSurgery: 0.3 },
    matching: { iterations: 10000, studentSteps: 80, initialImages: "predicted", ...row.matching },
    evaluation: { batchSize: 128, selectionEvery: 500 },
  };
}

/** Table 10 of PAD: DATM's settings, IR 0.75, AEE 20, a tenth removed once after epoch 40, α by IPC. */
function padRow(ipc: number): RecipeInput {
  return {
    ...datmRow(ipc),
    alignment: {
      byDifficulty: true,
      metric: "el2n",
      initialRatio: 0.75,
      additionEnd: 20,
      removalStart: 40,
      removalRatio: 0.1,
      scoreNetworks: 10,
      scoreEpochs: 20,
      skipped: ipc === 1 ? 0 : 0.25,
      skip: "shallow",
    },
  };
}

const rows: readonly (readonly [MethodName, string, (ipc: number) => RecipeInput, string])[] = [
  ["mtt", "MTT", (ipc) => mttRows[ipc]!, "The published settings."],
  [
    "ftd",
    "FTD",
    ftdRow,
    "The released settings for IPC 10, and for the others MTT's with FTD's flat experts and averaging.",
  ],
  ["datm", "DATM", datmRow, "The released configuration."],
  ["pad", "PAD", padRow, "The settings of the paper's table 10."],
];

export const publishedTrajectoryPresets: readonly Preset[] = rows.flatMap(([method, title, row, about]) =>
  [1, 10, 50].map((ipc) =>
    preset(
      `${method}-cifar10-ipc${ipc}`,
      `${title}, CIFAR-10, IPC ${ipc}`,
      `${about} Needs a GPU and many hours.`,
      "gpu",
      published(method, ipc, row(ipc)),
    ),
  ),
);
