/** The union U_i = S_1 + … + S_i as tensors for training: blocks in the order of the stages, class by class in each. */
import type { Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import type { ImageBlock } from "../part";
import { concatRows, dispose, tensor, tidy, type Tensor } from "../tensor/memory";
import { decodeFormation } from "../tensor/multi-formation";
import { softmaxRows } from "../training/softmax";

export interface UnionContext {
  readonly data: PreparedDataset;
  readonly recipe: Recipe;
}

/** A training set; its owner disposes both. */
export interface Union {
  readonly images: Tensor;
  /** Label probabilities. */
  readonly targets: Tensor;
}

/** Shape of the images of one stage, [classes · ipc, H, W, C]. */
export function blockShape(data: PreparedDataset, recipe: Recipe): [number, number, number, number] {
  return [data.classNames.length * recipe.stages.ipc, data.size, data.size, data.channels];
}

/** The label of each image of one block: class 0 ipc times, class 1 ipc times … */
export function blockLabels(data: PreparedDataset, recipe: Recipe): number[] {
  const count = data.classNames.length * recipe.stages.ipc;
  return Array.from({ length: count }, (_, i) => Math.floor(i / recipe.stages.ipc));
}

/** Label probabilities of one block, (classes · ipc) × classes: softmax of its label logits, or one-hot rows. */
function blockProbabilities(block: ImageBlock, data: PreparedDataset, recipe: Recipe): Float32Array {
  const classes = data.classNames.length;
  if (block.labels) return softmaxRows(block.labels, classes);
  const values = new Float32Array(data.classNames.length * recipe.stages.ipc * classes);
  blockLabels(data, recipe).forEach((label, i) => (values[i * classes + label] = 1));
  return values;
}

/**
 * Blocks joined into one training set as they are stored: images [blocks · classes · ipc, H, W, C] and label
 * probabilities [blocks · classes · ipc, classes]. The caller owns the tensors.
 */
export function joinUnion(blocks: readonly ImageBlock[], { data, recipe }: UnionContext): Union {
  const [rows, ...rest] = blockShape(data, recipe);
  const classes = data.classNames.length;
  const images = new Float32Array(blocks.length * rows * data.size * data.size * data.channels);
  const targets = new Float32Array(blocks.length * rows * classes);
  blocks.forEach((block, i) => {
    images.set(block.images, i * block.images.length);
    targets.set(blockProbabilities(block, data, recipe), i * rows * classes);
  });
  return {
    images: tensor(images, [blocks.length * rows, ...rest]),
    targets: tensor(targets, [blocks.length * rows, classes]),
  };
}

/** Raw 0.5 in the normalised space, by channel: what IDC's decoder continues images by. */
export function greyLevel({ mean, std }: Pick<PreparedDataset, "mean" | "std">): number[] {
  return mean.map((m, channel) => (0.5 - m) / std[channel]!);
}

/** A block as its images hold it: all cells (0,0) first, then all cells (0,1) …, each with the label of its image. */
function decoded(block: ImageBlock, context: UnionContext): Union {
  const stored = joinUnion([block], context);
  const { factor } = block;
  if (factor === 1) return stored;
  try {
    const images = decodeFormation(stored.images, factor, greyLevel(context.data));
    const targets = tidy(() =>
      Array.from({ length: factor ** 2 - 1 }).reduce<Tensor>(
        (all) => concatRows(all, stored.targets),
        stored.targets,
      ),
    );
    return { images, targets };
  } finally {
    dispose(stored.images, stored.targets);
  }
}

/**
 * What networks are trained on: the union, with every image that holds several decoded into them (IDC). The caller owns
 * the tensors.
 */
export function trainingSet(blocks: readonly ImageBlock[], context: UnionContext): Union {
  if (blocks.every(({ factor }) => factor === 1)) return joinUnion(blocks, context);
  return tidy(() =>
    blocks
      .map((block) => decoded(block, context))
      .reduce((all, next) => ({
        images: concatRows(all.images, next.images),
        targets: concatRows(all.targets, next.targets),
      })),
  );
}
