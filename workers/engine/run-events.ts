/**
 * What a run tells those who look at it. What is costly to make is told a few times a second only; points of the curves
 * are dated, and kept for as long as the run.
 */
import type { CurvePoint, PartProgress, RunEvent } from "../protocol/events";
import { memoryUse } from "./tensor/memory";

/** Milliseconds between two events of a kind that is costly to make. */
const eventInterval = 100;

export class RunEvents {
  private readonly points: CurvePoint[] = [];
  private readonly lastSent = new Map<string, number>();
  /** Somebody wants to see the student of the next iteration. */
  private wish = false;

  /**
   * @param now milliseconds on any clock that only moves forward
   * @param spent seconds of computing since the run began
   */
  constructor(
    private readonly send: (event: RunEvent) => void,
    private readonly now: () => number,
    private readonly spent: () => number,
  ) {}

  emit(event: RunEvent): void {
    if (event.kind !== "curve") {
      this.send(event);
      return;
    }
    const seconds = this.spent();
    const points = event.points.map((point) => ({ ...point, seconds }));
    this.points.push(...points);
    this.send({ kind: "curve", points });
  }

  /** Tells where the run is, and what it holds of the device. */
  tellProgress(parts: readonly PartProgress[]): void {
    this.send({ kind: "progress", parts });
    this.send({ kind: "device", ...memoryUse() });
  }

  /** True at most ten times a second for each kind. */
  due(kind: string): boolean {
    const now = this.now();
    if (now - (this.lastSent.get(kind) ?? -Infinity) < eventInterval) return false;
    this.lastSent.set(kind, now);
    return true;
  }

  /** Wishes for the student of the next iteration. */
  wishStudent(): void {
    this.wish = true;
  }

  /** True once after {@link RunEvents.wishStudent}. */
  takeWish(): boolean {
    const { wish } = this;
    this.wish = false;
    return wish;
  }

  /** All points of the curves so far. */
  get curves(): readonly CurvePoint[] {
    return this.points;
  }

  /** Takes back the points of a run that was left, dated as they are. */
  adopt(points: readonly CurvePoint[]): void {
    // One by one: a call takes no more than some 100,000 arguments.
    for (const point of points) this.points.push(point);
  }
}
