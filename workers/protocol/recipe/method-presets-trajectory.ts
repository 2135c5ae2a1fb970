/** The methods that match trajectories as presets: each on MNIST at laptop size, and the published settings. */
import type { MethodName } from "../methods/names";
import { digits, preset, type Preset } from "./preset";
import { publishedTrajectoryPresets } from "./published-presets-trajectory";
import type { RecipeInput } from "./recipe";

/**
 * One stage of three images per class on MNIST's own files. An epoch of large batches at a low rate is short and smooth
 * enough for a student of ten steps, so that β stays low too, at which networks are then trained; and steps on all
 * thirty images are balanced where those on ten of them are not.
 */
function onMnist(method: MethodName, title: string, about: string, own: RecipeInput = {}): Preset {
  return preset(`${method}-mnist`, `${title}, MNIST`, about, "laptop", {
    method,
    data: { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200, ...own.data },
    stages: { count: 1, ipc: 3 },
    network: { depth: 3, width: 32 },
    experts: { count: 2, learningRate: 0.01, batchSize: 128, ...own.experts },
    matching: {
      iterations: 200,
      studentSteps: 10,
      expertEpochs: 1,
      maxStartEpoch: 6,
      imageLearningRate: 8000,
      studentLearningRate: 0.03,
      learningRateRate: 2e-5,
      ...own.matching,
    },
    labels: { ...own.labels },
    alignment: { ...own.alignment },
    augmentation: { groups: [...digits] },
    evaluation: { networks: 3, epochs: 200, fullDataNetworks: 0 },
  });
}

/** Learned labels make later and noisier segments worth matching: DATM's range of epochs, growing. */
const growing: RecipeInput = {
  data: { trainPerClass: 300 },
  experts: { batchSize: 64 },
  matching: {
    iterations: 160,
    maxStartEpoch: 8,
    firstStartEpochs: 4,
    expansionIterations: 100,
    imageLearningRate: 1000,
    studentLearningRate: 0.04,
  },
};

export const trajectoryPresets: readonly Preset[] = [
  onMnist(
    "mtt",
    "MTT",
    "Three images per class by trajectory matching; about two and a half minutes on two CPU cores.",
  ),
  onMnist(
    "ftd",
    "FTD",
    "Three images per class on flat trajectories, averaged; about three minutes on two CPU cores.",
  ),
  onMnist(
    "tesla",
    "TESLA",
    "Three images per class by TESLA's gradient, in the memory of one step; about two and a half minutes on two CPU cores.",
  ),
  onMnist(
    "datm",
    "DATM",
    "Three images per class with learned labels on trajectories of growing length; about two and a half minutes on two CPU cores.",
    growing,
  ),
  onMnist(
    "pad",
    "PAD",
    "DATM with experts that see the data by difficulty, and without the shallow layers in the loss; about two and a half minutes on two CPU cores.",
    { ...growing, alignment: { additionEnd: 2, removalStart: 5, scoreNetworks: 2, scoreEpochs: 2 } },
  ),
  ...publishedTrajectoryPresets,
];
