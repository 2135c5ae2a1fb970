/**
 * The images S_i of a stage as every method but IDC learns them, and the frozen ones of the earlier stages:
 *
 *     v ← m v + ∂L/∂S_i,  S_i ← S_i − α v
 *
 * The frozen images S_1 … S_{i−1} are in the union but are never written.
 */
import { StudioError } from "../../protocol/errors";
import type { PartContext } from "../part";
import { initialBlock } from "../progressive/initial-images";
import { blockShape, joinUnion } from "../progressive/union";
import { cloneAll, concatRows, dispose, read, sliceRows, tidy, type Tensor } from "../tensor/memory";
import { sumScaled } from "../tensor/vectors";
import type { LearnedBlock } from "./learner";
import { MovingImages, type ImagesState, type MovedImages } from "./moving-images";

export class LearnedImages extends MovingImages {
  /** Conditioning: the frozen blocks, or null if there are none or they are left out. */
  private readonly frozen: Tensor | null;
  /** Label probabilities of the union. */
  readonly targets: Tensor;
  /** Rows of each class in the union: those that are frozen, then those that are learned. */
  readonly rowsOf: readonly Int32Array[];

  /** @param from null: the images that the stage starts from. */
  constructor(
    private readonly context: PartContext,
    stage: number,
    from: ImagesState | null,
  ) {
    const { recipe, data, made } = context;
    const shape = blockShape(data, recipe);
    const images = from?.images ?? initialBlock(context, stage);
    super(images, from?.velocity ?? null, shape);
    const blocks = recipe.stages.conditioning ? made.stages : [];
    const union = joinUnion([...blocks, { images, labels: null, factor: 1 }], context);
    this.targets = union.targets;
    this.frozen = blocks.length > 0 ? sliceRows(union.images, 0, union.images.shape[0]! - shape[0]) : null;
    dispose(union.images);
    const { ipc } = recipe.stages;
    this.rowsOf = data.classNames.map((_, label) =>
      Int32Array.from({ length: (blocks.length + 1) * ipc }, (__, i) => {
        const [block, slot] = [Math.floor(i / ipc), i % ipc];
        return block * shape[0] + label * ipc + slot;
      }),
    );
  }

  /** Frozen images, then these (or those given): [n,H,W,C]. The caller owns the result. */
  union(images: Tensor = this.now.images): Tensor {
    return this.frozen ? concatRows(this.frozen, images) : cloneAll([images])[0]!;
  }

  async current(): Promise<LearnedBlock> {
    const learningRate = this.context.recipe.evaluation.learningRate;
    return { images: await read(this.now.images), labels: null, factor: 1, learningRate };
  }

  /** What an update makes of the images; nothing changes before {@link LearnedImages.take}. The caller owns it. */
  moved(gradient: Tensor, rate: number): MovedImages {
    return tidy(() => {
      const velocity = sumScaled(gradient, this.context.recipe.matching.imageMomentum, this.now.velocity);
      return { images: sumScaled(this.now.images, -rate, velocity), velocity };
    });
  }

  override dispose(): void {
    super.dispose();
    dispose(this.frozen, this.targets);
  }
}

/** @throws StudioError `diverged` if the loss is no number. */
export function refuseDiverged(loss: number | undefined, stage: number, iteration: number): void {
  if (Number.isFinite(loss)) return;
  throw new StudioError(
    "diverged",
    `The matching loss of stage ${stage} diverged in iteration ${iteration}.`,
    "Lower the image learning rate α.",
  );
}
