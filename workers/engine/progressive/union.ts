/** The union U_i = S_1 + … + S_i as tensors for training: blocks in the order of the stages, class by class in each. */
import type { Recipe } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import { oneHot, tensor, type Tensor } from "../tensor/memory";

/** Shape of the images of one stage, [classes · ipc, H, W, C]. */
export function blockShape(data: PreparedDataset, recipe: Recipe): [number, number, number, number] {
  return [data.classNames.length * recipe.stages.ipc, data.size, data.size, data.channels];
}

/** Label probabilities of `blocks` blocks: in each, class 0 ipc times, class 1 ipc times … The caller owns them. */
export function blockTargets(blocks: number, data: PreparedDataset, recipe: Recipe): Tensor {
  const classes = data.classNames.length;
  const count = blocks * classes * recipe.stages.ipc;
  const labels = Array.from({ length: count }, (_, i) => Math.floor(i / recipe.stages.ipc) % classes);
  return oneHot(labels, classes);
}

/** Blocks of images joined, [blocks · classes · ipc, H, W, C]. The caller owns the tensor. */
export function joinBlocks(blocks: readonly Float32Array[], data: PreparedDataset, recipe: Recipe): Tensor {
  const [rows, ...rest] = blockShape(data, recipe);
  const joined = new Float32Array(blocks.length * rows * data.size * data.size * data.channels);
  blocks.forEach((block, i) => joined.set(block, i * block.length));
  return tensor(joined, [blocks.length * rows, ...rest]);
}
