/**
 * A network's whole training as plain data that crosses to a thread: where it starts, what it is trained on leg by leg,
 * and what is wanted of it. A run's experts, transitions, judges and baselines are all such jobs; they share nothing,
 * so that they can be trained side by side and give the same bits wherever they are.
 */
import type { PreparedDataset } from "../data/prepare";
import type { NetworkOptions } from "../nets/network-options";
import type { SgdOptions, TrainingState } from "../training/sgd";

/** What a leg trains on. */
export type JobImages =
  | {
      readonly kind: "real";
      /** Rows of the training images that each pass sees; null, or no entry: all of them. */
      readonly rows: readonly (Int32Array | null)[] | null;
    }
  | {
      readonly kind: "synthetic";
      /** Normalised, count × size × size × channels. */
      readonly images: Float32Array;
      /** Label probabilities, count × classes. */
      readonly targets: Float32Array;
    };

/** Some passes over one set of images. */
export interface Leg {
  readonly images: JobImages;
  readonly options: SgdOptions;
  /** Learning rate of each pass; there are as many passes as rates. */
  readonly rates: readonly number[];
  /** Pass k draws from the stream `${label}/epoch ${firstEpoch + k}`. */
  readonly label: string;
  readonly firstEpoch: number;
  /** Whether the momentum of the leg before is forgotten. */
  readonly freshMomentum?: boolean;
  /** The pass, from 0 on, before which momentum is forgotten; for legs that do not keep. null or left out: none. */
  readonly momentumResetAt?: number | null;
  /** Whether the weights before the first pass and after each are wanted; the last leg only. */
  readonly keep?: boolean;
  /** Images on which the network is tested after the last pass. */
  readonly test?: "test" | "held-out";
}

/** Weights to go on from, or the stream that fresh ones are drawn from. */
export type JobStart = TrainingState | { readonly stream: string };

export interface Job {
  /** The network; null: the run's own. */
  readonly network: NetworkOptions | null;
  readonly seed: number;
  readonly from: JobStart;
  readonly legs: readonly Leg[];
  /** Whether the network is wanted at the end. */
  readonly wantState: boolean;
}

export interface JobResult {
  /** null if it was not wanted. */
  readonly state: TrainingState | null;
  /** Of each leg with a test, the fraction of images classified correctly. */
  readonly accuracies: readonly number[];
}

/** Told after each pass, and before the first of a leg that keeps. */
export interface EpochReport {
  /** Passes complete, over all legs. */
  readonly passes: number;
  /** The weights now, if the leg keeps them. */
  readonly kept: Float32Array | null;
}

/** The part of the prepared data that jobs use. */
export type JobData = Pick<
  PreparedDataset,
  "train" | "test" | "heldOut" | "size" | "channels" | "classNames" | "mean" | "std"
>;

/** Passes of a job, or of its first legs. */
export function passesOf(legs: readonly Leg[]): number {
  return legs.reduce((sum, { rates }) => sum + rates.length, 0);
}

/**
 * What is left of a job of which some weights were kept already. Its last leg must keep, without momentum.
 * @param kept how many: the weights before the leg's first pass, and after each pass that is complete.
 * @param last the last of them; null: there are none, or they cannot be had.
 */
export function restOf(job: Job, kept: number, last: Float32Array | null): Job {
  if (!last) return job;
  const leg = job.legs.at(-1)!;
  const done = kept - 1;
  const images =
    leg.images.kind === "real" ? { ...leg.images, rows: leg.images.rows?.slice(done) ?? null } : leg.images;
  const rest = { ...leg, images, rates: leg.rates.slice(done), firstEpoch: leg.firstEpoch + done };
  return { ...job, from: { weights: last, velocity: null }, legs: [rest] };
}
