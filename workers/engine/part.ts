/**
 * A run is a list of parts, worked through in order: experts, stages, evaluations, transitions. A part is a stepper.
 * Its work is a generator that yields after every few milliseconds of computing; all it has made so far is in fields
 * that change only when a unit (an epoch, an iteration, a network) is complete, so that its state can be taken
 * between any two yields. Random draws come from streams labelled by part and unit: restoring needs no more than
 * counters and arrays, and the unit under way is simply computed again.
 */
import type { FoundTrajectories, RunEvent, PartKind } from "../protocol/events";
import type { Recipe } from "../protocol/recipe/recipe";
import type { DifficultyScores } from "./alignment/prediction-scores";
import type { Coresets } from "./coresets/select";
import type { CoresetMethod } from "../protocol/recipe/evaluation";
import type { PreparedDataset } from "./data/prepare";
import type { Trajectories } from "./experts/trajectories";
import type { BufferEntry } from "./experts/trajectory-jobs";
import type { JobRunner } from "./jobs/runner";
import type { Network } from "./nets/network";
import type { TrainingState } from "./training/sgd";

/** A block of images to train on: those of one stage, or as many real ones. */
export interface ImageBlock {
  /** Normalised, (classes · ipc) × H × W × C, class by class. */
  readonly images: Float32Array;
  /** Label logits, (classes · ipc) × classes; null: hard labels. */
  readonly labels: Float32Array | null;
  /** Each image holds factor × factor smaller ones (IDC); 1: it is what it is. */
  readonly factor: number;
}

/** A stage that is finished: its images are frozen from then on. */
export interface FinishedStage extends ImageBlock {
  readonly stage: number;
  /** Iteration whose images were kept. */
  readonly iteration: number;
  /** Iterations that the stage was given, once it is over; left out by older studios. */
  readonly iterations?: number;
  /** β of the kept iteration, or the recipe's rate for methods that learn none. */
  readonly learningRate: number;
}

/** Accuracies of n networks, after each stage of a schedule. */
export interface Judged {
  /** By stage, the accuracy of each network. */
  readonly byStage: readonly (readonly number[])[];
}

/** Accuracies of networks on coresets, by the way in which these were chosen. */
export type CoresetsJudged = Readonly<Partial<Record<CoresetMethod, Judged>>>;

/** What the parts make for one another. Replaced as a whole or in part by the part that makes it, never edited. */
export interface Artifacts {
  /** How hard each training image is, by each metric that the run needs. */
  difficulty: DifficultyScores;
  /** The real images that were chosen, by each way that the run needs. */
  coresets: Coresets;
  /**
   * Trajectories that the coming stage matches; none for methods that match no trajectories. null is one that is still
   * to come: ask for its weights by {@link PartContext.weights}, which waits for it.
   */
  buffer: readonly (BufferEntry | null)[];
  /** Of each part that makes a buffer, by its id, what came of looking for one that is kept. */
  found: Readonly<Record<string, FoundTrajectories>>;
  /** Networks trained on U_1 … U_{i−1}, for methods without trajectories; none before the first transition. */
  starts: readonly TrainingState[];
  stages: readonly FinishedStage[];
  /** The networks of the progressive evaluation, carried from stage to stage. */
  judges: readonly TrainingState[];
  randomJudges: readonly TrainingState[];
  progressive: Judged;
  random: Judged;
  coresetJudges: Readonly<Partial<Record<CoresetMethod, readonly TrainingState[]>>>;
  coresetsJudged: CoresetsJudged;
  /** Accuracies of other architectures on the finished set, in the order of the recipe's list. */
  architectures: readonly (readonly number[])[];
  union: Judged | null;
  sequential: Judged | null;
  fullData: readonly number[] | null;
}

/** What every part works with. */
export interface PartContext {
  readonly recipe: Recipe;
  readonly data: PreparedDataset;
  readonly network: Network;
  readonly made: Artifacts;
  /** Trains whole networks, side by side where there are threads. */
  readonly jobs: JobRunner;
  /** The weights of the trajectories. */
  readonly trajectories: Trajectories;
  /**
   * The weights of trajectory `index` of the buffer after `epoch` epochs, flat, on the host and not to be written to;
   * yields while it is still being made.
   */
  weights(index: number, epoch: number): AsyncGenerator<void, Float32Array>;
  /** Begins to read what will soon be asked for. */
  prefetch(index: number, epoch: number): void;
  readonly emit: (event: RunEvent) => void;
  /** True once after somebody asked to see the student of the coming iteration. */
  readonly studentWanted?: () => boolean;
  /** True at most ten times a second for each kind: whether to send something that is costly to read back. */
  readonly due: (kind: string) => boolean;
}

export interface Part {
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  /** 1-based stage that it belongs to, or 0. */
  readonly stage: number;
  /** What one unit of `total` is: "epochs", "iterations". */
  readonly unit: string;
  readonly total: number;
  /** Units complete. */
  readonly done: number;
  /** Relative cost of one unit, in images pushed forward and back; for the forecast of time. */
  readonly cost: number;
  /**
   * True once the next part may begin although this one is not complete: the rest of it goes on in other threads
   * whenever its work is asked to. The part after the next waits for both.
   */
  readonly mayBeOvertaken?: boolean;
  /** Does the rest of the work, from wherever {@link Part.restore} left off. */
  work(): AsyncGenerator<void, void>;
  /** A structured-cloneable copy of what {@link Part.restore} needs. */
  state(): Promise<unknown>;
  restore(state: unknown): void;
  /** The images of the stage under way, for a look or an export before it is finished. */
  unfinished?(): Promise<FinishedStage | null>;
}

/** Before any part. */
export function noArtifacts(): Artifacts {
  const nothing: Judged = { byStage: [] };
  return {
    difficulty: {},
    coresets: {},
    buffer: [],
    found: {},
    starts: [],
    stages: [],
    judges: [],
    randomJudges: [],
    progressive: nothing,
    random: nothing,
    coresetJudges: {},
    coresetsJudged: {},
    architectures: [],
    union: null,
    sequential: null,
    fullData: null,
  };
}
