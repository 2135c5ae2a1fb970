/** Recipes with a name: the demo, laptop sizes, and the published settings of PDD + MTT. */
import { distributionPresets } from "./method-presets-distribution";
import { gradientPresets } from "./method-presets-gradient";
import { trajectoryPresets } from "./method-presets-trajectory";
import { digits, preset, type Preset } from "./preset";
import type { RecipeInput } from "./recipe";

/** A row of the table of settings released with PDD + MTT (five stages; `spec` of the method, section 2.5). */
interface PublishedRow {
  readonly ipcPerStage: number;
  readonly studentSteps: number;
  readonly maxStartEpoch: number;
  readonly learningRateRate: number;
  readonly batchSize: number;
}

function published(row: PublishedRow): RecipeInput {
  return {
    data: { set: "cifar10", size: 32, trainPerClass: 0, testPerClass: 0, zca: true },
    stages: { count: 5, ipc: row.ipcPerStage, transitionEpochs: 1000 },
    network: { depth: 3, width: 128 },
    experts: { count: 100, learningRate: 0.01, batchSize: 256 },
    matching: {
      iterations: 5000,
      studentSteps: row.studentSteps,
      expertEpochs: 2,
      maxStartEpoch: row.maxStartEpoch,
      imageLearningRate: 1000,
      studentLearningRate: 0.01,
      learningRateRate: row.learningRateRate,
      batchSize: row.batchSize,
    },
    evaluation: {
      networks: 5,
      epochs: 500,
      fullDataNetworks: 5,
      fullDataEpochs: 50,
      selection: "test",
      selectionEvery: 100,
    },
  };
}

export const presets: readonly Preset[] = [
  preset(
    "demo",
    "Demo",
    "Three stages of one image per class on the built-in set, made to be watched: about a minute on two CPU cores.",
    "laptop",
    {
      data: { set: "shapes", size: 16, trainPerClass: 300, testPerClass: 100 },
      stages: { count: 3, ipc: 1, transitionEpochs: 100 },
      network: { depth: 3, width: 32 },
      experts: { count: 3, learningRate: 0.02, batchSize: 64 },
      matching: {
        iterations: 150,
        studentSteps: 20,
        expertEpochs: 1,
        maxStartEpoch: 6,
        imageLearningRate: 300,
        studentLearningRate: 0.02,
        learningRateRate: 1e-4,
      },
      evaluation: { networks: 3, epochs: 150, fullDataNetworks: 3, fullDataEpochs: 8 },
    },
  ),
  preset(
    "mnist",
    "MNIST, laptop size",
    "Three stages of one image per class on MNIST's own files; up to ten minutes on two CPU cores.",
    "laptop",
    {
      data: { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200 },
      stages: { count: 3, ipc: 1 },
      network: { depth: 3, width: 32 },
      experts: { count: 3, learningRate: 0.02, batchSize: 64 },
      matching: {
        iterations: 300,
        studentSteps: 20,
        expertEpochs: 2,
        maxStartEpoch: 4,
        imageLearningRate: 1000,
      },
      augmentation: { groups: [...digits] },
      evaluation: { networks: 3, epochs: 300, fullDataNetworks: 3, fullDataEpochs: 5 },
    },
  ),
  preset(
    "cifar10",
    "CIFAR-10, laptop size",
    "Three stages of one image per class on CIFAR-10 averaged to 16 pixels; up to ten minutes on two CPU cores.",
    "laptop",
    {
      data: { set: "cifar10", size: 16, trainPerClass: 1000, testPerClass: 200 },
      stages: { count: 3, ipc: 1 },
      network: { depth: 3, width: 32 },
      experts: { count: 3, learningRate: 0.02, batchSize: 64 },
      matching: { iterations: 500, studentSteps: 20, maxStartEpoch: 6, imageLearningRate: 300 },
      evaluation: { networks: 3, epochs: 300, fullDataNetworks: 3, fullDataEpochs: 10 },
    },
  ),
  preset(
    "pdd-mtt-cifar10-ipc10",
    "PDD + MTT, CIFAR-10, IPC 10",
    "The settings released with the paper: five stages of two images per class, on whitened images. Needs a GPU and many hours.",
    "gpu",
    published({ ipcPerStage: 2, studentSteps: 50, maxStartEpoch: 5, learningRateRate: 1e-7, batchSize: 0 }),
  ),
  preset(
    "pdd-mtt-cifar10-ipc50",
    "PDD + MTT, CIFAR-10, IPC 50",
    "The settings released with the paper: five stages of ten images per class, on whitened images. Needs a GPU and many hours.",
    "gpu",
    published({
      ipcPerStage: 10,
      studentSteps: 30,
      maxStartEpoch: 15,
      learningRateRate: 1e-5,
      batchSize: 100,
    }),
  ),
  ...trajectoryPresets,
  ...gradientPresets,
  ...distributionPresets,
];

/** The preset of that name, if there is one. */
export function findPreset(name: string): Preset | undefined {
  return presets.find((candidate) => candidate.name === name);
}
