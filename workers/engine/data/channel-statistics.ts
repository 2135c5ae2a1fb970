/**
 * Means and standard deviations by which channels are normalised, x' = (x/255 − mean) / std: those that the papers'
 * code uses for the sets they use, else measured on the training images.
 */
import type { MethodName } from "../../protocol/methods/names";
import type { DataSetName } from "../../protocol/recipe/recipe";
import type { ImageSplit } from "./dataset";

export interface ChannelStatistics {
  /** Of pixels/255, one entry a channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Where they are from, for people. */
  readonly statistics: string;
}

type Published = Omit<ChannelStatistics, "statistics">;

const cifar10: Published = { mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] };
const cifar100: Published = { mean: [0.5071, 0.4866, 0.4409], std: [0.2673, 0.2564, 0.2762] };

/** Code of DC and IDC (one channel, SVHN), of all methods (CIFAR-10, Tiny ImageNet). */
const published: Partial<Record<DataSetName, Published>> = {
  mnist: { mean: [0.1307], std: [0.3081] },
  fashion: { mean: [0.2861], std: [0.353] },
  svhn: { mean: [0.4377, 0.4438, 0.4728], std: [0.198, 0.201, 0.197] },
  cifar10,
  tiny: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/** The family of DC normalises CIFAR-100 by its own statistics, that of MTT (and IDC) by CIFAR-10's. */
const ownCifar100: readonly MethodName[] = ["dc", "dsa", "dcc", "dm", "cafe"];

/** Below this, a channel is as good as constant; dividing by it would blow rounding up. */
const LEAST_STD = 0.01;

const known = new WeakMap<ImageSplit, Published>();

/** Mean and population standard deviation of each channel over all pixels of a split, of pixels/255. */
function measured(split: ImageSplit, channels: number): Published {
  const before = known.get(split);
  if (before) return before;
  const { pixels } = split;
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    // Counted by value: exact, whatever the number of pixels.
    const counts = new Float64Array(256);
    for (let at = channel; at < pixels.length; at += channels) counts[pixels[at]!]!++;
    const total = pixels.length / channels;
    const average = counts.reduce((sum, count, value) => sum + count * value, 0) / total;
    const variance = counts.reduce((sum, count, value) => sum + count * (value - average) ** 2, 0) / total;
    mean.push(average / 255);
    std.push(Math.max(LEAST_STD, Math.sqrt(variance) / 255));
  }
  const found = { mean, std };
  known.set(split, found);
  return found;
}

/**
 * The statistics of a set under a method.
 * @param train the images that they are measured on where none are published.
 */
export function channelStatistics(
  set: DataSetName,
  method: MethodName,
  train: ImageSplit,
  channels: number,
): ChannelStatistics {
  if (set === "cifar100") {
    return ownCifar100.includes(method)
      ? { ...cifar100, statistics: "published for CIFAR-100 (DC, DSA, DM)" }
      : { ...cifar10, statistics: "those of CIFAR-10, as MTT, PDD and IDC take them for CIFAR-100" };
  }
  const usual = published[set];
  if (usual && usual.mean.length === channels) {
    return { ...usual, statistics: "published for this set (DC, IDC, MTT)" };
  }
  return { ...measured(train, channels), statistics: "measured on the training images" };
}
