/**
 * Progress on standard error. On a terminal one line that is written over; elsewhere (a log file) a line every
 * few seconds. What stays, on both: a line for each finished part and each accuracy.
 */
import type { AccuracyReport, PartProgress, RunEvent, StageBucketSizes } from "../../workers/protocol/events";
import { foundInWords } from "../../workers/protocol/found-trajectories";
import { duration, percent, threeDigits } from "./words";

export interface Terminal {
  write(text: string): void;
  /** Characters in a line of the terminal, or null if it is none. */
  readonly columns: number | null;
  /** Milliseconds from any origin. */
  now(): number;
}

const plainInterval = 5000;
const terminalInterval = 100;
const eraseLine = "\r\x1b[2K";

function partText(
  { title, done, total, unit, seconds, secondsLeft }: PartProgress,
  loss: number | null,
): string {
  const rate =
    seconds > 0 && done > 0 ? `${threeDigits(done / seconds)} ${unit === "iterations" ? "it" : unit}/s` : "";
  const left = secondsLeft === null ? "" : `${duration(secondsLeft)} left`;
  return [title, `${done}/${total} ${unit}`, rate, loss === null ? "" : `loss ${threeDigits(loss)}`, left]
    .filter(Boolean)
    .join("  ");
}

function reportText(report: AccuracyReport): string {
  const accuracy = percent(report.accuracy);
  switch (report.of) {
    case "stage":
      return `Accuracy after stage ${report.stage}: ${accuracy}`;
    case "random":
      return `Random real images, ${report.totalIpc} a class: ${accuracy}`;
    case "coreset":
      return `Coreset (${report.method}), ${report.totalIpc} a class: ${accuracy}`;
    case "architecture":
      return `${report.network}: ${accuracy}`;
    case "schedule":
      return `Schedule ${report.schedule}: ${accuracy}`;
    case "full-data":
      return `All the real data: ${accuracy}`;
  }
}

function bucketsText({ cut, sizes }: StageBucketSizes): string {
  const sums = sizes.map((classes) => classes.reduce((a, b) => a + b, 0));
  const how = cut === "increment" ? "at equal steps of the score" : "into equal parts";
  return `Real images by stage, from seldom to often forgotten, cut ${how}: ${sums.join(", ")}`;
}

export class Progress {
  private readonly finished = new Set<string>();
  /** Parts of which it was told what they reuse. */
  private readonly told = new Set<string>();
  private loss: number | null = null;
  private lastShown = -Infinity;
  private lineShown = false;

  constructor(private readonly terminal: Terminal) {}

  /** Another run follows: its parts come up anew. */
  nextRun(): void {
    this.finished.clear();
    this.told.clear();
    this.loss = null;
  }

  /** Shows what an event of the run says. */
  event(event: RunEvent): void {
    if (event.kind === "curve") this.loss = event.points.at(-1)?.loss ?? this.loss;
    if (event.kind === "accuracy") this.note(reportText(event.report));
    if (event.kind === "buckets") this.note(bucketsText(event.buckets));
    if (event.kind === "progress") this.parts(event.parts);
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.clear();
    this.terminal.write(`${text}\n`);
  }

  /** Takes the passing line away. */
  clear(): void {
    if (this.lineShown) this.terminal.write(eraseLine);
    this.lineShown = false;
  }

  private parts(parts: readonly PartProgress[]): void {
    for (const part of parts) {
      const found = part.found && foundInWords(part.found);
      if (found && !this.told.has(part.id)) {
        this.told.add(part.id);
        this.note(`${part.title}: ${found}`);
      }
      if (part.state !== "done" || this.finished.has(part.id)) continue;
      this.finished.add(part.id);
      this.note(`${part.title}: ${part.done} ${part.unit} in ${duration(part.seconds)}`);
      if (part.kind === "stage") this.loss = null;
    }
    // While the last experts are trained, the first stage is under way.
    const running = parts.findLast((part) => part.state === "running");
    if (!running) return;
    const { columns } = this.terminal;
    const now = this.terminal.now();
    if (now - this.lastShown < (columns === null ? plainInterval : terminalInterval)) return;
    this.lastShown = now;
    const open = parts.filter((part) => part.state !== "done");
    const all = open.every((part) => part.secondsLeft !== null)
      ? `  (${duration(open.reduce((sum, part) => sum + (part.secondsLeft ?? 0), 0))} in all)`
      : "";
    const text = partText(running, running.kind === "stage" ? this.loss : null) + all;
    if (columns === null) {
      this.terminal.write(`${text}\n`);
    } else {
      this.terminal.write(eraseLine + text.slice(0, columns - 1));
      this.lineShown = true;
    }
  }
}
