/** The record of a finished run, as `result.json` holds it. */
import type { Accuracy, StageAccuracy, StageBucketSizes } from "./events";
import type { CoresetMethod, Schedule } from "./recipe/evaluation";
import type { Recipe } from "./recipe/recipe";

/** Means over the first and the last 20 iterations of a stage. */
export interface FirstLast {
  readonly first: number;
  readonly last: number;
}

export interface StageResult {
  readonly stage: number;
  readonly ipc: number;
  readonly iterations: number;
  readonly loss: FirstLast;
  /** The terms of the loss by name: of parameter tensors, of layers' features or of gradients, as the method has them. */
  readonly layers: Readonly<Record<string, FirstLast>>;
  /** The learned learning rate β of the stage. */
  readonly learningRate: number;
  /** Iteration whose images were kept. */
  readonly selectedIteration: number;
}

export interface EvaluationResult {
  readonly schedule: Schedule;
  readonly network: string;
  readonly totalIpc: number;
  readonly accuracy: Accuracy;
  readonly byStage: readonly StageAccuracy[];
  readonly protocol: string;
}

/** Real images at the same IPC, trained in the same way. */
export interface BaselineResult extends StageAccuracy {
  readonly byStage: readonly StageAccuracy[];
  readonly protocol: string;
}

export interface RunResult {
  readonly recipe: Recipe;
  readonly backend: string;
  /** The real images of each stage, where later stages see harder ones. */
  readonly buckets?: StageBucketSizes;
  /** Seconds of computing by part. */
  readonly seconds: {
    readonly experts: number;
    readonly stages: readonly number[];
    readonly transitions: readonly number[];
    readonly evaluation: number;
    readonly total: number;
  };
  readonly stages: readonly StageResult[];
  readonly evaluation: readonly EvaluationResult[];
  readonly baselines: {
    readonly random?: BaselineResult;
    readonly coresets?: Readonly<Partial<Record<CoresetMethod, BaselineResult>>>;
    readonly fullData?: { readonly accuracy: Accuracy; readonly protocol: string };
  };
}
