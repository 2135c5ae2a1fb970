/** A benchmark of every kind that ends within seconds on any back end; its times mean nothing. */
import type { Case, Plan } from "../bench/cases";

const shape = { width: 4, size: 8, batch: 4 } as const;
const kinds: readonly Case["kind"][] = [
  "plain",
  "second-order",
  "second-order-recomputed",
  "mtt",
  "expert-epoch",
  "evaluation-epoch",
  "test-pass",
];

/** One shape, all kinds, and one case that no machine computes in the time allowed. */
export const tinyPlan: Plan = {
  cases: [
    ...kinds.map((kind): Case => ({ ...shape, kind, studentSteps: kind === "mtt" ? 2 : 1 })),
    { kind: "plain", width: 1024, size: 64, batch: 1e9, studentSteps: 1 },
  ],
  memory: [shape],
  matrices: [16],
  rounds: 2,
  leastSamples: 1,
  secondsPerCase: 0.01,
  longestRun: { webgpu: 60, wasm: 60, cpu: 60 },
};
