/** The methods that match trajectories as presets: each on MNIST at laptop size, and the published settings. */
import type { MethodName } from "../methods/names";
import { digits, preset, type Preset } from "./preset";
import { publishedTrajectoryPresets } from "./published-presets-trajectory";
import type { RecipeInput } from "./recipe";

/** One stage of three images per class on MNIST's own files. */
function onMnist(method: MethodName, title: string, about: string, own: RecipeInput = {}): Preset {
  return preset(`${method}-mnist`, `${title}, MNIST`, about, "laptop", {
    method,
    data: { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200 },
    stages: { count: 1, ipc: 3 },
    network: { depth: 3, width: 32 },
    experts: { count: 2, learningRate: 0.02, batchSize: 64, ...own.experts },
    matching: {
      iterations: 300,
      studentSteps: 15,
      batchSize: 10,
      expertEpochs: 2,
      maxStartEpoch: 4,
      imageLearningRate: 1000,
      ...own.matching,
    },
    labels: { ...own.labels },
    alignment: { ...own.alignment },
    augmentation: { groups: [...digits] },
    evaluation: { networks: 3, epochs: 200, fullDataNetworks: 0 },
  });
}

export const trajectoryPresets: readonly Preset[] = [
  onMnist("mtt", "MTT", "Three images per class by trajectory matching; about two minutes on two CPU cores."),
  onMnist(
    "ftd",
    "FTD",
    "Three images per class on flat trajectories, averaged; about two and a half minutes on two CPU cores.",
  ),
  onMnist(
    "tesla",
    "TESLA",
    "Three images per class by TESLA's gradient, in the memory of one step; about two minutes on two CPU cores.",
    { matching: { studentSteps: 10 } },
  ),
  onMnist(
    "datm",
    "DATM",
    "Three images per class with learned labels on trajectories of growing length; about two and a half minutes on two CPU cores.",
    { matching: { firstStartEpochs: 2, expansionIterations: 150 } },
  ),
  onMnist(
    "pad",
    "PAD",
    "DATM with experts that see the data by difficulty, and without the shallow layers in the loss; about three minutes on two CPU cores.",
    { matching: { firstStartEpochs: 2, expansionIterations: 150 } },
  ),
  ...publishedTrajectoryPresets,
];
