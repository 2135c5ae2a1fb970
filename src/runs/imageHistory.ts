/**
 * The images of a stage over the whole run, within bounded memory: when there are too many, every second one is let
 * go, and from then on they are taken half as often.
 */
import type { StageImages } from "../../workers/protocol/events";

/** Images kept of a stage, at most and at least, and the bytes that decide in between. */
const most = 60;
const fewest = 4;
const budget = 24_000_000;

/** How many images of so many bytes are kept. */
export function historyCapacity(bytes: number): number {
  return Math.max(fewest, Math.min(most, Math.floor(budget / Math.max(1, bytes))));
}

export class ImageHistory {
  #kept: StageImages[] = [];
  /** Iterations from one to the next. */
  #spacing = 1;

  get length(): number {
    return this.#kept.length;
  }

  /** Takes the images in if they are far enough from those before; iterations rise from call to call. */
  push(images: StageImages): void {
    const last = this.#kept.at(-1);
    if (last && images.iteration - last.iteration < this.#spacing) return;
    this.#kept.push(images);
    if (this.#kept.length <= historyCapacity(images.pixels.byteLength)) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    const [first, end] = [this.#kept[0], this.#kept.at(-1)];
    if (first && end) this.#spacing = (end.iteration - first.iteration) / (this.#kept.length - 1);
  }

  /** The images as they were at an iteration: the last ones kept until then, or the first of all. */
  at(iteration: number): StageImages | undefined {
    return this.#kept.findLast((images) => images.iteration <= iteration) ?? this.#kept[0];
  }
}
