/**
 * The images of an IDC stage as they are stored, in raw pixels, and those of earlier stages, which are never written.
 * Networks see them normalised and decoded, x = decode((s − mean) / std), and a gradient comes back by the adjoint.
 */
import type { PartContext } from "../../part";
import { blockShape, greyLevel } from "../../progressive/union";
import { clampValues, scaleChannels } from "../../tensor/image-transforms";
import {
  addRows,
  cloneAll,
  concatRows,
  dispose,
  read,
  sliceRows,
  takeRows,
  tensor,
  tidy,
  type Tensor,
} from "../../tensor/memory";
import { decodeFormation, decodeFormationAdjoint } from "../../tensor/multi-formation";
import type { Random } from "../../tensor/random";
import { sumScaled } from "../../tensor/vectors";
import { formationStart } from "./formation-start";
import { MovingImages, type ImagesState, type MovedImages } from "../moving-images";

/** What a class's stored images hold, as a network sees them, and the way back to those that are learned. */
export interface DecodedClass {
  readonly images: Tensor;
  /** From the gradient by `images` to that by the raw stored images of the class in this stage. */
  readonly pull: (gradient: Tensor) => Tensor;
}

export class StoredImages extends MovingImages {
  /** Conditioning: the frozen images of each class, normalised; null if there are none or they are left out. */
  private readonly frozen: readonly Tensor[] | null;

  /** @param from raw images and their velocity; null: what the stage starts from. */
  constructor(
    private readonly context: PartContext,
    stage: number,
    from: ImagesState | null,
  ) {
    const { recipe, data, made } = context;
    const shape = blockShape(data, recipe);
    const images = from?.images ?? formationStart(context, stage);
    super(images, from?.velocity ?? null, shape);
    const blocks = recipe.stages.conditioning ? made.stages : [];
    this.frozen = blocks.length > 0 ? data.classNames.map((_, label) => this.frozenClass(label)) : null;
  }

  private frozenClass(label: number): Tensor {
    const { recipe, data, made } = this.context;
    const [, ...rest] = blockShape(data, recipe);
    const pixels = rest.reduce((a, b) => a * b, 1) * recipe.stages.ipc;
    const values = made.stages.flatMap(({ images }) =>
      Array.from(images.subarray(label * pixels, (label + 1) * pixels)),
    );
    return tensor(values, [made.stages.length * recipe.stages.ipc, ...rest]);
  }

  /** The present raw images and their velocity, on handles of their own. The caller owns them. */
  raw(): MovedImages {
    const [images, velocity] = cloneAll([this.now.images, this.now.velocity]) as [Tensor, Tensor];
    return { images, velocity };
  }

  /** (s − mean) / std. The caller owns it. */
  private normalised(raw: Tensor): Tensor {
    const { mean, std } = this.context.data;
    return scaleChannels(
      raw,
      std.map((s) => 1 / s),
      mean.map((m, channel) => -m / std[channel]!),
    );
  }

  /**
   * The decoded images of a class, earlier stages' first, at most `most` of them in a random choice. To be called, as
   * `pull`, in a tidy.
   * @param raw of this stage, all classes.
   */
  decoded(raw: Tensor, label: number, most: number, random: Random): DecodedClass {
    const { recipe, data } = this.context;
    const { factor } = recipe.bilevel;
    const { ipc } = recipe.stages;
    const own = this.normalised(sliceRows(raw, label * ipc, ipc));
    const stored = this.frozen ? concatRows(this.frozen[label]!, own) : own;
    const all = decodeFormation(stored, factor, greyLevel(data));
    const [count, kept] = [all.shape[0]!, stored.shape[0]!];
    const chosen = count > most ? random.permutation(count).slice(0, most) : null;
    const backToRaw = data.std.map((s) => 1 / s);
    return {
      images: chosen ? takeRows(all, chosen) : all,
      pull(gradient) {
        const byAll = chosen ? addRows(gradient, chosen, count) : gradient;
        const byStored = decodeFormationAdjoint(byAll, factor);
        return scaleChannels(sliceRows(byStored, kept - ipc, ipc), backToRaw);
      },
    };
  }

  /** An update by the gradient of one class, under which the momentum of all others goes on. The caller owns it. */
  stepped({ images, velocity }: MovedImages, label: number, byClass: Tensor): MovedImages {
    const { imageMomentum, imageLearningRate } = this.context.recipe.matching;
    const ipc = byClass.shape[0]!;
    const rows = Int32Array.from({ length: ipc }, (_, slot) => label * ipc + slot);
    return tidy(() => {
      const moved = sumScaled(addRows(byClass, rows, images.shape[0]!), imageMomentum, velocity);
      return { images: sumScaled(images, -imageLearningRate, moved), velocity: moved };
    });
  }

  /** The same with every pixel in its range. The caller owns it. */
  clamped({ images, velocity }: MovedImages): MovedImages {
    return { images: clampValues(images, 0, 1), velocity: cloneAll([velocity])[0]! };
  }

  /** Normalised, as every stage's images are kept. */
  async current(): Promise<Float32Array> {
    const normalised = this.normalised(this.now.images);
    const values = await read(normalised);
    normalised.dispose();
    return values;
  }

  override dispose(): void {
    super.dispose();
    dispose(this.frozen);
  }
}
