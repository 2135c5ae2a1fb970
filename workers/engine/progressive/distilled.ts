/** The product: the distilled subsets S_1 … S_P as plain arrays. */

export interface DistilledStage {
  /** 1-based. */
  readonly stage: number;
  readonly ipc: number;
  /** Iteration whose images these are. */
  readonly iteration: number;
  /** Normalised space, (classes · ipc) × size × size × channels, class by class: index = class · ipc + slot. */
  readonly images: Float32Array;
  /** The learned learning rate β of the stage. */
  readonly learningRate: number;
}

export interface DistilledSet {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly channels: 1 | 3;
  /** pixel/255 = value · std + mean, by channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly stages: readonly DistilledStage[];
}
