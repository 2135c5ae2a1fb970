/**
 * The benchmark's contract: what is asked for, what is told on the way, and the report, the same JSON from
 * `npm run bench` and from the page. Times are in seconds, sizes in bytes.
 */
import type { BackendChoice, BackendName } from "./api";

/**
 * - `plain`: one SGD step of the student, gradient and update.
 * - `second-order`: one step of the reverse sweep, the product d/d(X,θ) ⟨g, λ⟩ and the update of λ, where the student's
 *   step has kept its forward pass and error signals.
 * - `second-order-recomputed`: the same where it has not, so that they are computed again.
 * - `mtt`: one iteration of trajectory matching, N steps forward and N back, its losses read.
 * - `expert-epoch`: one pass of an expert over real images, with augmentation.
 * - `evaluation-epoch`: one pass of a fresh network over synthetic images, with momentum and augmentation.
 * - `test-pass`: the accuracy on real images.
 */
export type CaseKind =
  | "plain"
  | "second-order"
  | "second-order-recomputed"
  | "mtt"
  | "expert-epoch"
  | "evaluation-epoch"
  | "test-pass";

/** A ConvNet of depth 3 on colour images of ten classes, as the papers use it. */
export interface Shape {
  readonly width: number;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Images of a step; of an epoch: images of the whole set. */
  readonly batch: number;
}

export interface Case extends Shape {
  readonly kind: CaseKind;
  /** N of `mtt`; 1 otherwise. */
  readonly studentSteps: number;
}

/** Samples in one figure: the median, which a few disturbed samples do not move, with the extremes beside it. */
export interface Timing {
  /** Seconds of one run. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: number;
  /** Runs that one sample averages over. */
  readonly runs: number;
}

/** What one run of a computation did. */
export interface Observation {
  /** Kernels of the back end, without those that only rename a shape. */
  readonly kernels: number;
  /** Launches by the kernel's name, those that only rename included. */
  readonly byKernel: Readonly<Record<string, number>>;
  /** Compute dispatches on webgpu; null elsewhere. */
  readonly dispatches: number | null;
  /** Most bytes of tensors alive at any moment, beyond those alive before. */
  readonly peakBytes: number;
}

export interface CaseReport extends Case {
  readonly key: string;
  readonly configuration: string;
  readonly seconds: Timing;
  /**
   * Until the calls returned, the device perhaps still at work: on webgpu the cost of encoding. Null for kinds that
   * read back on their way.
   */
  readonly issueSeconds: Timing | null;
  readonly gflop: number;
  readonly gflopPerSecond: number;
  /** Of the peak of all threads that the case may use. */
  readonly shareOfPeak: number;
  readonly observed: Observation;
  /** The same case by the rival, and ours / theirs. */
  readonly rival: {
    readonly seconds: Timing;
    readonly ratio: number;
    /** Largest relative difference between the numbers that the two computed. */
    readonly difference: number;
  } | null;
}

export interface MemoryAtN {
  readonly studentSteps: number;
  /** Most bytes of live tensors during one iteration, its images and trajectory included. */
  readonly peakBytes: number;
  /** Bytes of the wasm heap afterwards; it never shrinks, so earlier cases count too. Null on other back ends. */
  readonly heapBytes: number | null;
}

export interface MemoryReport {
  readonly key: string;
  readonly few: MemoryAtN;
  readonly many: MemoryAtN;
  /** Peak at N = 50 over peak at N = 5. */
  readonly ratio: number;
}

/** The speed of the fastest product of square matrices, on one thread of a CPU, and their side. */
export interface Peak {
  readonly gflopPerSecond: number;
  readonly side: number;
}

export interface BackendReport {
  readonly backend: BackendName;
  readonly threads: number | null;
  /** Two experts one after the other with one thread / both with all of them; null with one. */
  readonly threadSpeedup: { readonly configuration: string; readonly ratio: number } | null;
  readonly peak: Peak;
  readonly rivalPeak: Peak | null;
  readonly cases: readonly CaseReport[];
  /** Keys of the cases that would have taken too long. */
  readonly leftOut: readonly string[];
  readonly memory: readonly MemoryReport[];
}

/** A back end's figures with what it runs on. */
export interface MeasuredBackend extends BackendReport {
  /** The adapter or instruction set. */
  readonly adapter: string;
}

/** By configuration: "wasm/32x32/width128/batch10". */
export type ByConfiguration = Readonly<Record<string, number>>;

/** The figures by which the project is judged. */
export interface BenchSummary {
  /**
   * Two experts one after the other on one thread / the same two with all threads: how many times as fast. Empty with
   * one thread.
   */
  readonly poolSpeedup: ByConfiguration;
  /** Time of a second-order step of which the student's step has kept the forward pass / time of a plain step. */
  readonly secondOrderOverPlain: ByConfiguration;
  /** The same where it has not: the sweep computes it again for steps that its budget of memory has no room for. */
  readonly secondOrderRecomputedOverPlain: ByConfiguration;
  /** Our time / the rival's, for one iteration of trajectory matching; empty without a rival. */
  readonly mttOverTorch: ByConfiguration;
  /** The same of the fastest runs alone: a machine with other work to do disturbs this least. */
  readonly mttOverTorchFastest: ByConfiguration;
  readonly plainOverTorch: ByConfiguration;
  /** Of a second-order step with its forward pass, on both sides. */
  readonly secondOrderOverTorch: ByConfiguration;
  /** Most bytes alive in an iteration with N = 50 / with N = 5. */
  readonly memoryN50OverN5: ByConfiguration;
  /** Compute dispatches on webgpu, kernel calls elsewhere, of a step whose forward pass was kept. */
  readonly dispatchesPerSecondOrderStep: ByConfiguration;
  /** Cases whose times, ours or the rival's, varied so much that their figures mean nothing. */
  readonly disturbed: readonly string[];
}

/**
 * - `quick`: a few small cases, in about a minute.
 * - `full`: all of them, in about ten minutes for each back end.
 * - `check`: every kind of case at a tiny shape, in seconds: that all of it works; the times mean nothing.
 */
export type BenchList = "quick" | "full" | "check";

export const benchLists: readonly BenchList[] = ["quick", "full", "check"];

/** The judged figures, then what they were drawn from. */
export interface BenchReport<Machine = BrowserMachine> extends BenchSummary {
  readonly machine: Machine;
  /** Measured with the quick list. */
  readonly quick: boolean;
  /** The other implementation that the same cases were timed with; none in a browser. */
  readonly rival: { readonly name: string; readonly threads: number } | null;
  /** Why there is no rival, where one was asked for. */
  readonly rivalReason: string | null;
  readonly seconds: number;
  readonly backends: readonly MeasuredBackend[];
}

/** Where a report was made, as far as a browser tells. */
export interface BrowserMachine {
  /** The browser's name for itself and its system. */
  readonly browser: string;
  readonly cores: number;
  /** Rounded and capped at 8 by the browser; null where it does not tell. */
  readonly memoryGiB: number | null;
  /** Without isolation there is one thread, and clocks are coarser. */
  readonly crossOriginIsolated: boolean;
}

/** What is under way, and how far all of it has come. */
export interface BenchStep {
  readonly backend: BackendName;
  /** For instance "preparing case 3 of 12, mtt/32x32/width32/batch10/N10". */
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

export interface BenchRequest {
  readonly list: BenchList;
  /** `auto`: the back end that the studio would take, and all that it prefers less. */
  readonly backend: BackendChoice;
  /** Cores to use on wasm, at most; null: as many as a run does. */
  readonly threads: number | null;
}

/** What `bench.worker.ts` exposes. Every rejected promise carries a {@link StudioErrorData}-shaped error. */
export interface BenchApi {
  /**
   * Measures, once; whoever wants to end it before ends the worker.
   * @param onStep told what is being done, never while something is timed.
   */
  measure(request: BenchRequest, onStep: (step: BenchStep) => void): Promise<BenchReport>;
}
