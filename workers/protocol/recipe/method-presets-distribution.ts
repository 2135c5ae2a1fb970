/** Presets of the methods that match features, at laptop size: DM and CAFE. */
import { digits, preset, type Preset } from "./preset";

export const distributionPresets: readonly Preset[] = [
  preset(
    "dm-mnist",
    "DM, MNIST",
    "Distribution matching on MNIST's own files, three images per class in one stage; under two minutes on two CPU cores.",
    "laptop",
    {
      method: "dm",
      data: { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200 },
      stages: { count: 1, ipc: 3 },
      network: { depth: 3, width: 32 },
      matching: { iterations: 300, imageLearningRate: 10 },
      bilevel: { realBatch: 32 },
      augmentation: { groups: [...digits] },
      evaluation: { networks: 3, epochs: 300, fullDataNetworks: 0 },
    },
  ),
  preset(
    "cafe-mnist",
    "CAFE, MNIST",
    "Aligned features on MNIST's own files, three images per class in one stage; under two minutes on two CPU cores.",
    "laptop",
    {
      method: "cafe",
      data: { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200 },
      stages: { count: 1, ipc: 3 },
      network: { depth: 3, width: 32 },
      matching: { iterations: 120, imageLearningRate: 0.1, initialImages: "real" },
      bilevel: { realBatch: 32, updatesPerNetwork: 10, epochsPerUpdate: 10 },
      augmentation: { groups: [...digits] },
      evaluation: { networks: 3, epochs: 300, fullDataNetworks: 0 },
    },
  ),
];
