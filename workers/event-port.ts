/**
 * Events from the run to the page: gathered, thinned to what is still of interest, and posted at most ten times a
 * second. Of progress, device and images of a stage only the newest survives, and those that it started from; curve
 * points are all kept.
 */
import type { RunEvent, RunEventBatch } from "./protocol/events";

const interval = 100;

/** Events of one kind (and stage, for images) of which only the newest matters. */
function replaceKey(event: RunEvent): string | null {
  if (event.kind === "progress" || event.kind === "device") return event.kind;
  if (event.kind !== "images") return null;
  const { stage, iteration } = event.images;
  return iteration === 0 ? `start of ${stage}` : `images ${stage}`;
}

export class EventPort {
  private waiting: RunEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastPost = -Infinity;

  constructor(private readonly port: Pick<MessagePort, "postMessage">) {}

  send(event: RunEvent): void {
    const key = replaceKey(event);
    if (key !== null) this.waiting = this.waiting.filter((other) => replaceKey(other) !== key);
    this.waiting.push(event);
    const wait = this.lastPost + interval - performance.now();
    // A busy worker may starve timers; a due batch is posted at once.
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Posts everything that waits, now. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const batch: RunEventBatch = mergeCurves(this.waiting);
    this.waiting = [];
    this.lastPost = performance.now();
    const transfer = batch.flatMap((event) => (event.kind === "images" ? [event.images.pixels.buffer] : []));
    this.port.postMessage(batch, transfer);
  }
}

function mergeCurves(events: readonly RunEvent[]): RunEvent[] {
  const points = events.flatMap((event) => (event.kind === "curve" ? event.points : []));
  const others = events.filter((event) => event.kind !== "curve");
  return points.length > 0 ? [{ kind: "curve", points }, ...others] : others;
}
