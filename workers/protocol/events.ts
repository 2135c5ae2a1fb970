/** What a run tells the page while it computes: one discriminated union, posted over one port, at most ten batches a second. */
import type { StudioErrorData } from "./errors";
import type { CoresetMethod, Schedule } from "./recipe/evaluation";

/** Mean and population standard deviation over networks; fractions from 0 to 1. */
export interface Accuracy {
  readonly mean: number;
  readonly std: number;
  readonly values: readonly number[];
}

/** The accuracy of a prefix of the stages. */
export interface StageAccuracy {
  readonly totalIpc: number;
  readonly accuracy: Accuracy;
}

export type PartKind = "preparation" | "experts" | "stage" | "transition" | "evaluation" | "baseline";
/** Two parts can be running: the experts that are still being trained, and the first stage. */
export type PartState = "waiting" | "running" | "done";

/** Trajectories that a part needed, of which some may have been kept from an earlier run. */
export interface FoundTrajectories {
  /** Those that were there, made of the same by the same, and were taken. */
  readonly reused: number;
  readonly total: number;
  /** When the oldest of these was begun, milliseconds since 1970; null if there is none. */
  readonly since: number | null;
  /** Why others were made anew although some are kept, as the rest of a sentence; null if there is nothing to say. */
  readonly why: string | null;
}

/** One stretch of the timeline. Units: expert epochs, iterations, network epochs … as `unit` says. */
export interface PartProgress {
  /** "experts", "stage-1", "evaluation-1", "transition-1", …, "schedules", "architectures", "full-data". */
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  /** 1-based stage that the part belongs to; 0 if to none. */
  readonly stage: number;
  readonly state: PartState;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Seconds of computing spent on it so far. */
  readonly seconds: number;
  /** Forecast of the seconds left for it; null while nothing is known. */
  readonly secondsLeft: number | null;
  /** Of a part that makes trajectories, once it has looked for kept ones. */
  readonly found?: FoundTrajectories;
}

/** One matching iteration. */
export interface CurvePoint {
  readonly stage: number;
  /** 1-based within the stage. */
  readonly iteration: number;
  /** The matching loss, as the formula of the method has it. */
  readonly loss: number;
  /** The student's learned learning rate β after the update; where none is learned, the rate it is to be trained at. */
  readonly learningRate: number;
  /** The terms of the loss by layer, in the order of `RunDescription.terms`. */
  readonly layers: readonly number[];
  /** Seconds of computing from the run's start to the end of the iteration; runs of older studios do not tell. */
  readonly seconds?: number;
}

/** Display pixels of the synthetic images of one stage. */
export interface StageImages {
  readonly stage: number;
  readonly iteration: number;
  /** RGBA bytes, image after image, ordered class by class: index = class · ipc + slot. De-normalised and clamped. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly size: number;
  readonly classes: number;
  readonly ipc: number;
}

export type AccuracyReport =
  /** After each stage: fresh networks trained progressively on S₁, U₂, …, U_stage. */
  | { readonly of: "stage"; readonly stage: number; readonly totalIpc: number; readonly accuracy: Accuracy }
  /** As many random real images, trained in the same way. */
  | { readonly of: "random"; readonly stage: number; readonly totalIpc: number; readonly accuracy: Accuracy }
  /** As many chosen real images, trained in the same way. */
  | {
      readonly of: "coreset";
      readonly method: CoresetMethod;
      readonly stage: number;
      readonly totalIpc: number;
      readonly accuracy: Accuracy;
    }
  /** Another network on the finished set. */
  | {
      readonly of: "architecture";
      readonly network: string;
      readonly totalIpc: number;
      readonly accuracy: Accuracy;
    }
  /** Another schedule over all stages. */
  | {
      readonly of: "schedule";
      readonly schedule: Schedule;
      readonly totalIpc: number;
      readonly accuracy: Accuracy;
    }
  /** All the real data. */
  | { readonly of: "full-data"; readonly accuracy: Accuracy };

/** How the real images are split over the stages by how often they are forgotten (PDD, section 4.2). */
export interface StageBucketSizes {
  /** How the scores are cut: at multiples of one increment, or into parts of the same size. */
  readonly cut: "increment" | "quantiles";
  /** By stage, the number of images of each class. */
  readonly sizes: readonly (readonly number[])[];
}

/** The student of one iteration on its way, in the plane of the weights that `student-path.ts` of the engine defines. */
export interface StudentPath {
  readonly stage: number;
  readonly iteration: number;
  /**
   * In units of the way from start (0, 0) to target (1, 0), from step 0 to the last; `distance` is the true one to the
   * target, over all weights.
   */
  readonly points: readonly {
    readonly step: number;
    readonly x: number;
    readonly y: number;
    readonly distance: number;
  }[];
}

/** What stays the same over a run. */
export interface RunDescription {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly channels: number;
  readonly trainCount: number;
  readonly testCount: number;
  /**
   * What the matching loss is told by, shallow to deep: parameter tensors ("conv1.weight" … "classifier.bias") with
   * their numbers of elements, or layers of features.
   */
  readonly terms: readonly { readonly name: string; readonly size: number }[];
  /** For instance "ConvNet-3, width 32". */
  readonly network: string;
  /** "wasm", "webgpu" or "cpu". */
  readonly backend: string;
  /** How every accuracy of the run was measured, as one sentence. */
  readonly protocol: string;
}

export type RunState = "running" | "paused" | "stopped" | "finished" | "failed";

export type RunEvent =
  | { readonly kind: "described"; readonly description: RunDescription }
  | { readonly kind: "progress"; readonly parts: readonly PartProgress[] }
  | { readonly kind: "curve"; readonly points: readonly CurvePoint[] }
  | { readonly kind: "images"; readonly images: StageImages }
  | { readonly kind: "accuracy"; readonly report: AccuracyReport }
  | { readonly kind: "student"; readonly path: StudentPath }
  /** The real images that each stage trains on, where the stages see harder and harder ones. */
  | { readonly kind: "buckets"; readonly buckets: StageBucketSizes }
  | { readonly kind: "device"; readonly bytes: number; readonly tensors: number }
  | { readonly kind: "state"; readonly state: RunState; readonly error?: StudioErrorData }
  /** The run that was paused rests: what it was at is complete, told, and saved where it can be. */
  | { readonly kind: "rested" }
  /** The GPU was lost or is in error, with or without a run. */
  | { readonly kind: "device-lost"; readonly message: string }
  /** The run was saved, or could not be. */
  | { readonly kind: "saved"; readonly problem: StudioErrorData | null };

/** One message on the event port. */
export type RunEventBatch = readonly RunEvent[];
