/** Listens to a run's events and keeps what a page needs to show the run again: the newest of each, some images. */
import type { DatasetDescription } from "../protocol/api";
import type {
  AccuracyReport,
  CurvePoint,
  PartProgress,
  RunDescription,
  RunEvent,
  StageBucketSizes,
  StageImages,
} from "../protocol/events";
import { ImageHistory } from "../protocol/image-history";
import { keptLimits } from "../protocol/kept-limits";
import type { RunView, StoredRun, Thumbnail } from "../protocol/library";

/** Images in a thumbnail. */
const thumbnailImages = 8;

interface StagePictures {
  readonly history: ImageHistory;
  last: StageImages;
}

export class RunRecorder {
  private description: RunDescription | null = null;
  private parts: readonly PartProgress[] = [];
  private accuracies: AccuracyReport[] = [];
  private buckets: StageBucketSizes | null = null;
  private readonly stages = new Map<number, StagePictures>();

  /**
   * @param dataset as the page was told of it
   * @param before what was kept of the run until it was interrupted
   */
  constructor(
    private readonly dataset: DatasetDescription | null,
    before?: RunView,
  ) {
    if (!before) return;
    this.description = before.description;
    this.parts = before.parts;
    this.accuracies = [...before.accuracies];
    this.buckets = before.buckets;
    for (const images of before.images) this.keepImages(images);
  }

  /** Takes an event in; images are copied, since those of the event are handed to the page. */
  observe(event: RunEvent): void {
    if (event.kind === "described") this.description = event.description;
    else if (event.kind === "progress") this.parts = event.parts;
    else if (event.kind === "accuracy") this.accuracies.push(event.report);
    else if (event.kind === "buckets") this.buckets = event.buckets;
    else if (event.kind === "images")
      this.keepImages({ ...event.images, pixels: event.images.pixels.slice() });
  }

  private keepImages(images: StageImages): void {
    const known = this.stages.get(images.stage);
    const history = known?.history ?? new ImageHistory(keptLimits.images, keptLimits.imageBytes);
    history.push(images);
    if (known) known.last = images;
    else this.stages.set(images.stage, { history, last: images });
  }

  /** Stages that are distilled. */
  get stagesDone(): number {
    return this.parts.filter(({ kind, state }) => kind === "stage" && state === "done").length;
  }

  /** @param points of all stages so far */
  view(points: readonly CurvePoint[]): RunView | null {
    const { dataset, description, parts, accuracies, buckets } = this;
    if (!description) return null;
    const images = [...this.stages.values()].flatMap(({ history, last }) =>
      history.all.at(-1)?.iteration === last.iteration ? history.all : [...history.all, last],
    );
    return { dataset, description, parts, accuracies: newest(accuracies), buckets, points, images };
  }

  /** The fields of the index that follow from what was seen. */
  summary(): Pick<StoredRun, "progress" | "part" | "best" | "thumbnail"> {
    const running = this.parts.findLast(({ state }) => state === "running");
    return {
      progress: progressOf(this.parts),
      part: running?.title ?? "",
      best: bestOf(this.accuracies),
      thumbnail: thumbnailOf([...this.stages.values()].at(-1)?.last),
    };
  }
}

/** The share of the work that is done: by its time where that is known, else by its parts. */
function progressOf(parts: readonly PartProgress[]): number {
  if (parts.length === 0) return 0;
  if (parts.every(({ state, secondsLeft }) => state === "done" || secondsLeft !== null)) {
    const spent = parts.reduce((sum, { seconds }) => sum + seconds, 0);
    const left = parts.reduce(
      (sum, { state, secondsLeft }) => sum + (state === "done" ? 0 : secondsLeft!),
      0,
    );
    return left === 0 ? 1 : spent / (spent + left);
  }
  const shares = parts.map(({ state, done, total }) => (state === "done" ? 1 : total > 0 ? done / total : 0));
  return shares.reduce((sum, share) => sum + share, 0) / parts.length;
}

/** The report without its accuracy: reports of the same are replaced by the newest. */
const subject = ({ accuracy: _, ...rest }: AccuracyReport): string => JSON.stringify(rest);

function newest(reports: readonly AccuracyReport[]): AccuracyReport[] {
  return [...new Map(reports.map((report) => [subject(report), report])).values()];
}

function bestOf(reports: readonly AccuracyReport[]): StoredRun["best"] {
  let best: StoredRun["best"] = null;
  for (const report of newest(reports)) {
    if (report.of !== "stage" || report.accuracy.mean <= (best?.accuracy.mean ?? -1)) continue;
    best = { accuracy: report.accuracy, totalIpc: report.totalIpc };
  }
  return best;
}

/** The first image of each of some classes, spread over all. */
function thumbnailOf(images: StageImages | undefined): Thumbnail | null {
  if (!images) return null;
  const { classes, ipc, size } = images;
  const count = Math.min(classes, thumbnailImages);
  const bytes = size * size * 4;
  const pixels = new Uint8ClampedArray(count * bytes);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * classes) / count) * ipc * bytes;
    pixels.set(images.pixels.subarray(from, from + bytes), i * bytes);
  }
  return { pixels, size, count };
}
