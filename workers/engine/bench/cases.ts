/** What is measured: one record for each computation and shape, and the lists for a full and a quick run. */

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

/** The computations of a student and its sweep; the others are of training and testing. */
export const sweepKinds: ReadonlySet<CaseKind> = new Set([
  "plain",
  "second-order",
  "second-order-recomputed",
  "mtt",
]);

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

export const depth = 3;
export const channels = 3;
export const classes = 10;

/** Names a shape in the reports: "32x32/width32/batch10". */
export function shapeKey({ width, size, batch }: Shape): string {
  return `${size}x${size}/width${width}/batch${batch}`;
}

/** Names a configuration: its shape, and N where there is one. */
export function configurationKey(one: Case): string {
  return one.kind === "mtt" ? `${shapeKey(one)}/N${one.studentSteps}` : shapeKey(one);
}

/** Names a case among all cases. */
export function caseKey(one: Case): string {
  return `${one.kind}/${configurationKey(one)}`;
}

/** A list of cases, and how much time is spent on it. */
export interface Plan {
  readonly cases: readonly Case[];
  /** Shapes whose memory is measured at N = 5 and N = 50; the smallest first, for the heap only grows. */
  readonly memory: readonly Shape[];
  /** Sides of the matrices whose product tells the peak. */
  readonly matrices: readonly number[];
  /** Passes over all cases; a case takes part in as many of them as fit its time. */
  readonly rounds: number;
  readonly leastSamples: number;
  /** Seconds for all samples of one case, unless the least number of samples takes longer. */
  readonly secondsPerCase: number;
  /**
   * A case whose single run would take longer than this many seconds, by an estimate, is left out; not so the judged
   * ones (see {@link judged}) on a back end that is made for computing.
   */
  readonly longestRun: { readonly webgpu: number; readonly wasm: number; readonly cpu: number };
}

/** Cases whose figures decide whether the engine is fast enough: never left out but on cpu. */
export function judged({ kind, batch, studentSteps }: Case): boolean {
  return batch <= 10 && studentSteps <= 10 && sweepKinds.has(kind);
}

const single = (kind: CaseKind, width: number, size: number, batch: number, studentSteps = 1): Case => ({
  kind,
  width,
  size,
  batch,
  studentSteps,
});

function everyStep(width: number, size: number): Case[] {
  const kinds = ["plain", "second-order", "second-order-recomputed"] as const;
  return kinds.map((kind) => single(kind, width, size, 10));
}

function everyKind(width: number, size: number): Case[] {
  return [
    ...[10, 64, 256].map((batch) => single("plain", width, size, batch)),
    ...[10, 64].map((batch) => single("second-order", width, size, batch)),
    ...[10, 64].map((batch) => single("second-order-recomputed", width, size, batch)),
    single("mtt", width, size, 10, 10),
    single("mtt", width, size, 64, 10),
    single("mtt", width, size, 10, 50),
    single("expert-epoch", width, size, 1000),
    single("evaluation-epoch", width, size, 100),
    single("test-pass", width, size, 1000),
  ];
}

/** About ten minutes on two cores, PyTorch included. */
export const fullPlan: Plan = {
  cases: [32, 128].flatMap((width) => [16, 32].flatMap((size) => everyKind(width, size))),
  memory: [16, 32].flatMap((size) => [32, 128].map((width) => ({ width, size, batch: 10 }))),
  matrices: [512, 1024],
  rounds: 12,
  leastSamples: 3,
  secondsPerCase: 3,
  longestRun: { webgpu: 6, wasm: 6, cpu: 3.5 },
};

/** Less than a minute. */
export const quickPlan: Plan = {
  cases: [
    ...[32, 128].flatMap((width) => everyStep(width, 32)),
    single("mtt", 32, 32, 10, 10),
    ...everyStep(32, 16),
    single("mtt", 32, 16, 10, 10),
    single("expert-epoch", 32, 16, 256),
    single("evaluation-epoch", 32, 16, 100),
    single("test-pass", 32, 16, 250),
  ],
  memory: [{ width: 32, size: 16, batch: 10 }],
  matrices: [512],
  rounds: 5,
  leastSamples: 3,
  secondsPerCase: 0.7,
  longestRun: { webgpu: 2, wasm: 2, cpu: 0.7 },
};
