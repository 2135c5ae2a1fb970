/** The sentences that say how an accuracy was measured: everything that would change the number if it were otherwise. */
import type { AugmentationGroup } from "../protocol/recipe/augmentation";
import { trajectoryMethods } from "../protocol/methods/names";
import type { CoresetMethod } from "../protocol/recipe/evaluation";
import type { Recipe } from "../protocol/recipe/recipe";
import type { PreparedDataset } from "./data/prepare";
import type { Network } from "./nets/network";
import { baselineRate, fullDataRate, momentumBeginsAnew } from "./training/synthetic";

const tenthAfterHalf = "a tenth of it after half the epochs";
const dropWords = {
  half: tenthAfterHalf,
  thirds: "a fifth of it after two thirds of the epochs and a fifth of that after five sixths",
} as const;

interface TrainingWords {
  readonly rate: string;
  readonly drops: string;
  readonly batchSize: number;
  readonly augmented: string;
}

function trainingWords(recipe: Recipe, { rate, drops, batchSize, augmented }: TrainingWords): string {
  const momentum = `momentum 0.9, ${momentumBeginsAnew(recipe) ? "begun anew" : "carried on"} at the drop`;
  return `SGD, ${rate}, ${drops}, ${momentum}, weight decay 5e-4, batch ${batchSize}, ${augmented}`;
}

const augmentationWords = (name: string, groups: readonly AugmentationGroup[]): string =>
  groups.length > 0 ? `${name} (${groups.join(", ")})` : "no augmentation";

/** Training on synthetic images, and on real ones that stand in for them. */
function syntheticWords(recipe: Recipe, rate: string): string {
  const { groups, cutmix } = recipe.augmentation;
  const composed = recipe.method === "idc";
  // Where CutMix takes out boxes, IDC's cutout does not.
  const used = composed && cutmix ? groups.filter((group) => group !== "cutout") : groups;
  const mixed = cutmix ? ", CutMix" : "";
  const { batchSize, drops } = recipe.evaluation;
  const augmented = augmentationWords(composed ? "IDC's augmentation" : "DSA", used) + mixed;
  return trainingWords(recipe, { rate, drops: dropWords[drops], batchSize, augmented });
}

const fresh = (networks: number): string =>
  networks === 1 ? "1 fresh network" : `${networks} fresh networks`;

const tested = (recipe: Recipe, data: PreparedDataset): string =>
  `tested on ${data.test.count} test images at the last epoch; mean ± standard deviation.` +
  (recipe.data.zca ? " All images are ZCA-whitened." : "");

/** The rate on synthetic images. */
function syntheticRate({ method, evaluation }: Recipe): string {
  return trajectoryMethods.includes(method)
    ? "the learned rate of each stage"
    : `rate ${evaluation.learningRate}`;
}

/** Whether the method's images come with class probabilities. */
const softLabels = ({ labels }: Recipe): boolean => labels.learned || labels.fromTarget;

/** Which images of the method: of which iteration, with which labels, and what is in them. */
function distilledWords(recipe: Recipe, data: PreparedDataset): string {
  const average = recipe.matching.averaging > 0;
  const best = `the best ${average ? "moving average of the images" : "images"} on`;
  const kept = {
    last: `${average ? "the moving average of the images at" : "the images of"} the last iteration`,
    "held-out": `${best} ${data.heldOut?.count ?? 0} held-out training images`,
    test: `${best} the test images themselves`,
  }[recipe.evaluation.selection];
  const labels = recipe.labels.learned
    ? " with their learned labels"
    : recipe.labels.fromTarget
      ? " with the labels that the target experts gave them"
      : "";
  const { ipc } = recipe.stages;
  const decoded = ipc * recipe.bilevel.factor ** 2;
  const formation = decoded > ipc ? ` (${ipc} stored per class and stage, decoded into ${decoded})` : "";
  return kept + formation + labels;
}

/** How the accuracies of a run are measured. */
export function protocolSentence(
  recipe: Recipe,
  data: PreparedDataset,
  network: Pick<Network, "name">,
): string {
  const { networks, epochs } = recipe.evaluation;
  return (
    `${fresh(networks)} (${network.name}), trained on ${distilledWords(recipe, data)} ` +
    `for ${epochs} epochs a stage (${syntheticWords(recipe, syntheticRate(recipe))}), ${tested(recipe, data)}`
  );
}

function baselineSentence(recipe: Recipe, data: PreparedDataset, network: Network, images: string): string {
  const { networks, epochs } = recipe.evaluation;
  const labels = softLabels(recipe) ? " with hard labels" : "";
  const whole = recipe.bilevel.factor > 1 ? ", as many as are stored and each whole" : "";
  return (
    `${fresh(networks)} (${network.name}) on ${images}${whole}${labels}, trained progressively ` +
    `for ${epochs} epochs a stage (${syntheticWords(recipe, `rate ${baselineRate(recipe)}`)}), ` +
    tested(recipe, data)
  );
}

/** How networks on random real images at the same IPC are trained. */
export function randomSentence(recipe: Recipe, data: PreparedDataset, network: Network): string {
  return baselineSentence(recipe, data, network, "a random draw of real images each");
}

/** The same for chosen real images, and by which networks these were chosen. */
export function coresetSentence(
  method: CoresetMethod,
  recipe: Recipe,
  data: PreparedDataset,
  network: Network,
): string {
  const { scoreNetworks, scoreEpochs } = recipe.alignment;
  const { fullDataEpochs } = recipe.evaluation;
  const byFeatures = `on the features of one ${network.name} trained on all the data for ${fullDataEpochs} epochs`;
  const images = {
    herding: `real images chosen by herding ${byFeatures}`,
    "k-center": `real images chosen by k-center ${byFeatures}`,
    forgetting: `the real images that are forgotten most often by ${scoreNetworks} networks in ${scoreEpochs} epochs`,
  }[method];
  return baselineSentence(recipe, data, network, images);
}

/** How the networks on all the real data are trained. */
export function fullDataSentence(recipe: Recipe, data: PreparedDataset, network: Network): string {
  const { fullDataNetworks, fullDataEpochs } = recipe.evaluation;
  const words = trainingWords(recipe, {
    rate: `rate ${fullDataRate}`,
    drops: tenthAfterHalf,
    batchSize: recipe.experts.batchSize,
    augmented: augmentationWords("DSA", recipe.augmentation.groups),
  });
  return (
    `${fresh(fullDataNetworks)} (${network.name}) on all ${data.train.count} training images ` +
    `for ${fullDataEpochs} epochs (${words}), ${tested(recipe, data)}`
  );
}
