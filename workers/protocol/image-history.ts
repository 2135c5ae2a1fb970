/**
 * The images of a stage over the whole run, within bounded memory: when there are too many, every second one is let
 * go, and from then on they are taken half as often.
 */
import type { StageImages } from "./events";

/** Images kept of a stage, at least: how it began and one more, however large they are. */
const fewest = 2;

export class ImageHistory {
  #kept: StageImages[] = [];
  /** Iterations from one to the next. */
  #spacing = 1;

  /**
   * @param most images kept, at most
   * @param budget bytes that decide between fewest and most
   */
  constructor(
    private readonly most = 60,
    private readonly budget = 24_000_000,
  ) {}

  get length(): number {
    return this.#kept.length;
  }

  /** In the order of their iterations. */
  get all(): readonly StageImages[] {
    return this.#kept;
  }

  /** How many images of so many bytes are kept. */
  capacity(bytes: number): number {
    return Math.max(fewest, Math.min(this.most, Math.floor(this.budget / Math.max(1, bytes))));
  }

  /** The images of an iteration are far enough from those before. */
  wants(iteration: number): boolean {
    const last = this.#kept.at(-1);
    return !last || iteration - last.iteration >= this.#spacing;
  }

  /** Takes the images in if they are far enough from those before; iterations rise from call to call. */
  push(images: StageImages): void {
    if (!this.wants(images.iteration)) return;
    this.#kept.push(images);
    if (this.#kept.length <= this.capacity(images.pixels.byteLength)) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    const [first, end] = [this.#kept[0], this.#kept.at(-1)];
    if (first && end) this.#spacing = (end.iteration - first.iteration) / (this.#kept.length - 1);
  }

  /** The images as they were at an iteration: the last ones kept until then, or the first of all. */
  at(iteration: number): StageImages | undefined {
    return this.#kept.findLast((images) => images.iteration <= iteration) ?? this.#kept[0];
  }
}
