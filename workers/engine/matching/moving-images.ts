/** The images that a stage learns by gradient descent with momentum, and what a snapshot holds of them. */
import { dispose, read, tensor, type Tensor } from "../tensor/memory";

/** Structured-cloneable. */
export interface ImagesState {
  readonly images: Float32Array;
  readonly velocity: Float32Array;
}

/** Images and their velocity after an update; whoever holds them disposes both. */
export interface MovedImages {
  readonly images: Tensor;
  readonly velocity: Tensor;
}

export class MovingImages {
  protected now: MovedImages;

  /** @param velocity null: they are at rest. */
  constructor(images: Float32Array, velocity: Float32Array | null, shape: readonly number[]) {
    this.now = {
      images: tensor(images, shape),
      velocity: tensor(velocity ?? new Float32Array(images.length), shape),
    };
  }

  /** Goes on from the images of an update, which it then owns. */
  take(moved: MovedImages): void {
    dispose(this.now.images, this.now.velocity);
    this.now = moved;
  }

  async state(): Promise<ImagesState> {
    return { images: await read(this.now.images), velocity: await read(this.now.velocity) };
  }

  dispose(): void {
    dispose(this.now.images, this.now.velocity);
  }
}
