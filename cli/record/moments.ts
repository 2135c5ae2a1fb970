/** Thins the events of a run to what a recording needs: a few moments a second, few images, all the curves. */
import type { CurvePoint, RunEvent, StageImages } from "../../workers/protocol/events";
import type { RecordedMoment } from "../../workers/protocol/recording";

/** Seconds from one moment to the next, at least. */
const spacing = 0.5;
/** Images kept of each stage, the first and the last among them. */
const imagesOfStage = 15;

/** Takes events in as they come, and gives the moments at the end. */
export class Moments {
  readonly #moments: RecordedMoment[] = [];
  #curves: CurvePoint[] = [];
  /** Events of which only the newest of a moment matters, by what they are of. */
  #latest = new Map<string, RunEvent>();
  /** Others, in order. */
  #others: RunEvent[] = [];
  /** Images since the last that were kept, in case they turn out to be the last of their stage. */
  #skipped: StageImages | null = null;
  #nextImages = 0;
  #stage = 0;
  #lastAt = -Infinity;

  /** @param iterations of each stage */
  constructor(private readonly iterations: number) {}

  /** @param at seconds from the start. */
  take(event: RunEvent, at: number): void {
    if (event.kind === "state") return;
    if (event.kind === "curve") this.#curves.push(...event.points);
    else if (event.kind === "images") this.#takeImages(event.images);
    else if (event.kind === "progress" || event.kind === "device") this.#latest.set(event.kind, event);
    else this.#others.push(event);
    if (at - this.#lastAt >= spacing) this.#close(at);
  }

  /** All moments, the last one at `at`. */
  end(at: number): readonly RecordedMoment[] {
    this.#keepSkipped();
    this.#close(at);
    return this.#moments;
  }

  #takeImages(images: StageImages): void {
    if (images.stage !== this.#stage) {
      this.#keepSkipped();
      this.#stage = images.stage;
      this.#nextImages = 0;
    }
    if (images.iteration < this.#nextImages) {
      this.#skipped = images;
      return;
    }
    this.#keep(images);
    const step = this.iterations / (imagesOfStage - 1);
    this.#nextImages = step * (Math.floor(images.iteration / step) + 1);
  }

  #keep(images: StageImages): void {
    this.#others.push({ kind: "images", images });
    this.#skipped = null;
  }

  #keepSkipped(): void {
    if (this.#skipped) this.#keep(this.#skipped);
  }

  #close(at: number): void {
    const curves: RunEvent[] = this.#curves.length ? [{ kind: "curve", points: this.#curves }] : [];
    const events = [...this.#others, ...curves, ...this.#latest.values()];
    this.#others = [];
    this.#curves = [];
    this.#latest = new Map();
    this.#lastAt = at;
    if (events.length) this.#moments.push({ at, events });
  }
}
