/** What the page knows about the run, and how each event of the worker changes it: a pure reducer. */
import type { DatasetDescription } from "../../../workers/protocol/api";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import type {
  AccuracyReport,
  PartProgress,
  RunDescription,
  RunEvent,
  RunState,
  StageBucketSizes,
} from "../../../workers/protocol/events";
import type { ListedRun } from "../../../workers/protocol/library";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";

/**
 * "idle" before any run; "starting" from the button to the first word of the worker; "recorded" is no run of this page;
 * "elsewhere" is shown as it was saved last while another tab computes it.
 */
export type RunPhase = "idle" | "starting" | "recorded" | "elsewhere" | RunState;

/** How fast the running part goes, in its own unit. */
export interface Rate {
  readonly part: string;
  readonly perSecond: number | null;
  /** Where the last measurement began. */
  readonly done: number;
  readonly seconds: number;
}

export interface RunModel {
  readonly phase: RunPhase;
  /** Paused, and what was under way then is complete and saved. */
  readonly resting: boolean;
  /** The recipe of the run shown; null before any. */
  readonly recipe: Recipe | null;
  /** Name of the preset that the recipe was made from. */
  readonly preset: string | null;
  /** The data it runs on, as they were described at its start. */
  readonly dataset: DatasetDescription | null;
  readonly description: RunDescription | null;
  readonly parts: readonly PartProgress[];
  readonly accuracies: readonly AccuracyReport[];
  /** The real images of each stage, where the stages differ in them. */
  readonly buckets: StageBucketSizes | null;
  readonly memory: { readonly bytes: number; readonly tensors: number } | null;
  readonly rate: Rate | null;
  readonly error: StudioErrorData | null;
  /** In the library; null before any run, and where the browser keeps nothing. */
  readonly id: string | null;
  /** The run's entry where it is not computed here: it is shown as it was saved last. */
  readonly stored: ListedRun | null;
  /** Why the run was not saved when it was tried last. */
  readonly unsaved: StudioErrorData | null;
}

export const noRun: RunModel = {
  phase: "idle",
  resting: false,
  recipe: null,
  preset: null,
  dataset: null,
  description: null,
  parts: [],
  accuracies: [],
  buckets: null,
  memory: null,
  rate: null,
  error: null,
  id: null,
  stored: null,
  unsaved: null,
};

/** A run is under way: settings are locked and the worker is busy with it. */
export function isUnderWay(phase: RunPhase): boolean {
  return phase === "starting" || phase === "running" || phase === "paused";
}

/** More is to come of the run: it is under way here, or in another tab. */
export function isGoingOn(phase: RunPhase): boolean {
  return isUnderWay(phase) || phase === "elsewhere";
}

/** The part that is being computed; while the last experts are trained beside it, the first stage. */
export function runningPart(parts: readonly PartProgress[]): PartProgress | undefined {
  return parts.findLast((part) => part.state === "running");
}

/** Known parts take their new values and their places; parts that come up for the first time are appended. */
function mergeParts(before: readonly PartProgress[], news: readonly PartProgress[]): readonly PartProgress[] {
  const byId = new Map(news.map((part) => [part.id, part]));
  if (before.every((part) => byId.has(part.id))) return news;
  const known = new Set(before.map((part) => part.id));
  return [...before.map((part) => byId.get(part.id) ?? part), ...news.filter((part) => !known.has(part.id))];
}

/** Seconds of computing over which a rate is measured; shorter stretches are too noisy to show. */
const rateWindow = 0.5;

function nextRate(rate: Rate | null, part: PartProgress | undefined): Rate | null {
  if (!part) return rate;
  if (rate?.part !== part.id || part.done < rate.done) {
    return { part: part.id, perSecond: null, done: part.done, seconds: part.seconds };
  }
  const seconds = part.seconds - rate.seconds;
  const done = part.done - rate.done;
  if (seconds < rateWindow || done <= 0) return rate;
  const measured = done / seconds;
  const perSecond = rate.perSecond === null ? measured : rate.perSecond + (measured - rate.perSecond) / 3;
  return { part: part.id, perSecond, done: part.done, seconds: part.seconds };
}

function accuracyKey(report: AccuracyReport): string {
  switch (report.of) {
    case "stage":
    case "random":
      return `${report.of} ${report.stage}`;
    case "coreset":
      return `${report.of} ${report.method} ${report.stage}`;
    case "architecture":
      return `${report.of} ${report.network}`;
    case "schedule":
      return `${report.of} ${report.schedule}`;
    case "full-data":
      return report.of;
  }
}

function withAccuracy(reports: readonly AccuracyReport[], report: AccuracyReport): readonly AccuracyReport[] {
  const key = accuracyKey(report);
  return [...reports.filter((known) => accuracyKey(known) !== key), report];
}

/** The model after one event. Curves and images live in stores of their own and leave it as it is. */
export function reduceRun(model: RunModel, event: RunEvent): RunModel {
  switch (event.kind) {
    case "described":
      return { ...model, description: event.description };
    case "progress": {
      const parts = mergeParts(model.parts, event.parts);
      return { ...model, parts, rate: nextRate(model.rate, runningPart(parts)) };
    }
    case "accuracy":
      return { ...model, accuracies: withAccuracy(model.accuracies, event.report) };
    case "device":
      return { ...model, memory: { bytes: event.bytes, tensors: event.tensors } };
    case "buckets":
      return { ...model, buckets: event.buckets };
    case "saved":
      return { ...model, unsaved: event.problem };
    case "state":
      return { ...model, phase: event.state, resting: false, error: event.error ?? null };
    case "rested":
      return { ...model, resting: model.phase === "paused" };
    case "device-lost":
    case "curve":
    case "student":
    case "images":
      return model;
  }
}
