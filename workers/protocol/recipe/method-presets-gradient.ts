/**
 * Presets of the methods that match gradients, at laptop size: DC, DSA, DCC and IDC alone and DC, DSA and IDC under
 * PDD. The papers update images thousands of times at a small rate; these do so 80 to 240 times at a larger one.
 */
import { digits, preset, type Preset } from "./preset";
import type { RecipeInput } from "./recipe";

const data = { set: "mnist", size: 28, trainPerClass: 500, testPerClass: 200 } as const;
const network = { depth: 3, width: 32 };
const loops = { realBatch: 32, outerSteps: 5, innerEpochs: 5 };
/** IDC trains on real images, so that its network may stay for longer. */
const formation = {
  realBatch: 32,
  formationDistance: "l1",
  updatesPerNetwork: 10,
  realSamples: 128,
  factor: 2,
} as const;
/** What IDC's code uses for MNIST at factor 2: neither cutout nor CutMix. */
const formationAugmentation = {
  groups: digits.filter((group) => group !== "cutout"),
  cutmix: false,
};

/** Three images per class at once. */
const single = {
  data,
  network,
  stages: { count: 1, ipc: 3 },
  evaluation: { networks: 3, epochs: 300, fullDataNetworks: 0 },
} satisfies RecipeInput;

/** Three stages of one image per class. */
const staged = {
  data,
  network,
  stages: { count: 3, ipc: 1, transitionEpochs: 60, startNetworks: 4 },
  evaluation: { networks: 3, epochs: 150, fullDataNetworks: 0 },
} satisfies RecipeInput;

export const gradientPresets: readonly Preset[] = [
  preset(
    "dc-mnist",
    "DC, MNIST",
    "Gradient matching from noise on MNIST's own files, three images per class in one stage; under two minutes on two CPU cores.",
    "laptop",
    { ...single, method: "dc", matching: { iterations: 240, imageLearningRate: 0.5 }, bilevel: loops },
  ),
  preset(
    "dsa-mnist",
    "DSA, MNIST",
    "Gradient matching under siamese augmentation on MNIST's own files, three images per class in one stage; under two minutes on two CPU cores.",
    "laptop",
    {
      ...single,
      method: "dsa",
      matching: { iterations: 120, imageLearningRate: 0.5 },
      bilevel: loops,
      augmentation: { groups: digits },
    },
  ),
  preset(
    "dcc-mnist",
    "DCC, MNIST",
    "Class-collective gradients on MNIST's own files, three images per class in one stage; under two minutes on two CPU cores.",
    "laptop",
    {
      ...single,
      method: "dcc",
      matching: { iterations: 120, imageLearningRate: 1 },
      bilevel: { ...loops, collectiveAfter: 5 },
      augmentation: { groups: digits },
    },
  ),
  preset(
    "idc-mnist",
    "IDC, MNIST",
    "Multi-formation on MNIST's own files: three images per class in one stage, each of which holds four; under three minutes on two CPU cores.",
    "laptop",
    {
      ...single,
      method: "idc",
      matching: { iterations: 80, imageLearningRate: 0.002 },
      bilevel: formation,
      augmentation: formationAugmentation,
    },
  ),
  preset(
    "pdd-dc-mnist",
    "PDD + DC, MNIST",
    "Gradient matching in three stages of one image per class on MNIST's own files, from real images, since noise takes more updates than these; under two minutes on two CPU cores.",
    "laptop",
    {
      ...staged,
      method: "dc",
      matching: { iterations: 60, imageLearningRate: 0.5, initialImages: "real" },
      bilevel: loops,
    },
  ),
  preset(
    "pdd-dsa-mnist",
    "PDD + DSA, MNIST",
    "Gradient matching under siamese augmentation in three stages of one image per class on MNIST's own files; under two minutes on two CPU cores.",
    "laptop",
    {
      ...staged,
      method: "dsa",
      matching: { iterations: 60, imageLearningRate: 0.5 },
      bilevel: loops,
      augmentation: { groups: digits },
    },
  ),
  preset(
    "pdd-idc-mnist",
    "PDD + IDC, MNIST",
    "Multi-formation in three stages of one image per class on MNIST's own files, each of which holds four; under three minutes on two CPU cores.",
    "laptop",
    {
      ...staged,
      method: "idc",
      matching: { iterations: 40, imageLearningRate: 0.002 },
      bilevel: formation,
      augmentation: formationAugmentation,
    },
  ),
];
