/** What is measured: one record for each computation and shape, and the lists for a full and a quick run. */

import type { BenchList, Case, CaseKind, Shape } from "../../protocol/bench";

/** The computations of a student and its sweep; the others are of training and testing. */
export const sweepKinds: ReadonlySet<CaseKind> = new Set([
  "plain",
  "second-order",
  "second-order-recomputed",
  "mtt",
]);

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
  /** An epoch of one expert; two of them are timed with one thread and with all, where there are several. */
  readonly experts: Case;
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
    ...[10, 64, 256].map((batch) => single("second-order", width, size, batch)),
    ...[10, 64].map((batch) => single("second-order-recomputed", width, size, batch)),
    single("mtt", width, size, 10, 10),
    single("mtt", width, size, 64, 10),
    single("mtt", width, size, 10, 50),
    single("expert-epoch", width, size, 1000),
    single("evaluation-epoch", width, size, 100),
    single("test-pass", width, size, 1000),
  ];
}

const experts = single("expert-epoch", 32, 32, 256);

/** About ten minutes on two cores, PyTorch included. */
export const fullPlan: Plan = {
  cases: [32, 128].flatMap((width) => [16, 32].flatMap((size) => everyKind(width, size))),
  experts,
  memory: [16, 32].flatMap((size) => [32, 128].map((width) => ({ width, size, batch: 10 }))),
  matrices: [512, 1024],
  rounds: 12,
  leastSamples: 3,
  secondsPerCase: 3,
  longestRun: { webgpu: 6, wasm: 6, cpu: 3.5 },
};

/** About a minute on one back end. */
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
  experts,
  memory: [{ width: 32, size: 16, batch: 10 }],
  matrices: [512],
  rounds: 5,
  leastSamples: 3,
  secondsPerCase: 0.7,
  longestRun: { webgpu: 2, wasm: 2, cpu: 0.7 },
};

const tiny = { width: 4, size: 8, batch: 4 } as const;

/** Every kind of case at one tiny shape, within seconds on any back end: that all of it works. Its times mean nothing. */
export const checkPlan: Plan = {
  cases: (
    [
      "plain",
      "second-order",
      "second-order-recomputed",
      "mtt",
      "expert-epoch",
      "evaluation-epoch",
      "test-pass",
    ] as const
  ).map((kind) => ({ ...tiny, kind, studentSteps: kind === "mtt" ? 2 : 1 })),
  experts: { ...tiny, kind: "expert-epoch", studentSteps: 1 },
  memory: [tiny],
  matrices: [16],
  rounds: 2,
  leastSamples: 1,
  secondsPerCase: 0.01,
  longestRun: { webgpu: 60, wasm: 60, cpu: 60 },
};

export const plans: Readonly<Record<BenchList, Plan>> = {
  quick: quickPlan,
  full: fullPlan,
  check: checkPlan,
};
