/** The product: the distilled subsets S_1 … S_P as plain arrays. */
import type { Zca } from "../data/zca/zca";

export interface DistilledStage {
  /** 1-based. */
  readonly stage: number;
  readonly ipc: number;
  /** What stands above its images in a grid; "stage k" if left out. */
  readonly title?: string;
  /** Iteration whose images these are. */
  readonly iteration: number;
  /** Iterations that the stage was given, once it is over. */
  readonly iterations?: number;
  /** Normalised space, or whitened, (classes · ipc) × size × size × channels, class by class: index = class · ipc + slot. */
  readonly images: Float32Array;
  /** Label logits, (classes · ipc) × classes; null or left out: hard labels. */
  readonly labels?: Float32Array | null;
  /** Each image holds factor × factor smaller ones (IDC); 1 or left out: it is what it is. */
  readonly factor?: number;
  /** The learned learning rate β of the stage. */
  readonly learningRate: number;
}

export interface DistilledSet {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly channels: 1 | 3;
  /** pixel/255 = value · std + mean, by channel, where the images are not whitened. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The whitening in whose space the images live; pending in a run that was taken up again and has not yet whitened. */
  readonly zca?: Zca | "pending";
  readonly stages: readonly DistilledStage[];
}
