/**
 * The student of trajectory matching: N plain SGD steps θ_{k+1} = θ_k − β g_k on synthetic images, and the second-order
 * product at each of them as the sweep comes back. What it holds between the two is decided by `sweep-plan.ts`:
 * weights or checkpoints of them, and of some steps the forward pass and the error signals.
 */
import type { Augmentation } from "../../data/augmentation";
import type { KeptStep, Network, SecondOrderProduct } from "../../nets/network";
import { parameterSizes } from "../../nets/weights";
import { dispose, takeRows, tidy, type Tensor } from "../../tensor/memory";
import type { MaybeTensors, Parameters } from "../../tensor/ops/layer";
import { descend } from "../../tensor/vectors";
import { planSweep, type SweepBudget, type SweepPlan } from "./sweep-plan";

export interface StudentStep {
  /** Rows of the synthetic set in this minibatch. */
  readonly rows: Int32Array;
  readonly augmentation: Augmentation | null;
}

export interface StudentProblem {
  readonly network: Network;
  /** θ_0. */
  readonly start: Parameters;
  /** The union, [n,H,W,C]. */
  readonly images: Tensor;
  /** Label probabilities, [n,classes]. */
  readonly targets: Tensor;
  /** β. */
  readonly learningRate: number;
  /** The N minibatches, in order. */
  readonly steps: readonly StudentStep[];
}

export interface StudentBatch {
  readonly images: Tensor;
  readonly targets: Tensor;
}

/** The minibatch of one step, augmented. The caller owns it. */
export function batchOf(
  { images, targets }: StudentProblem,
  { rows, augmentation }: StudentStep,
): StudentBatch {
  return tidy(() => {
    const taken = takeRows(images, rows);
    return { images: augmentation ? augmentation.apply(taken) : taken, targets: takeRows(targets, rows) };
  });
}

/** One student on its way there and back. Owns what it holds: call {@link Student.dispose}. */
export class Student {
  /** θ_k by k, as far as they are stored; θ_0 is the problem's. */
  private readonly weights = new Map<number, Tensor[]>();
  private readonly kept = new Map<number, KeptStep>();
  private plan: SweepPlan | null = null;

  constructor(
    private readonly problem: StudentProblem,
    private readonly budget: SweepBudget,
  ) {}

  private theta(k: number): Parameters {
    return k === 0 ? this.problem.start : this.weights.get(k)!;
  }

  /** Step k, from θ_k to θ_{k+1}. */
  private take(k: number, keep: boolean): void {
    const { network, learningRate, steps } = this.problem;
    const at = this.theta(k);
    const next = tidy(() => {
      const batch = batchOf(this.problem, steps[k]!);
      const { parameters, kept } = network.stepGradient(batch.images, batch.targets, at, keep);
      if (kept) this.kept.set(k, kept);
      return descend(at, learningRate, parameters);
    });
    this.weights.set(k + 1, next);
  }

  /** The plan, once the first step has shown what keeping one takes. */
  private planned(): SweepPlan {
    const { network, steps } = this.problem;
    const weights = parameterSizes(network).reduce((a, b) => a + b, 0);
    const largest = Math.max(...steps.map(({ rows }) => rows.length));
    const stepBytes = (this.kept.get(0)!.bytes * largest) / steps[0]!.rows.length;
    return planSweep(steps.length, 4 * weights, stepBytes, this.budget);
  }

  /** Takes all steps, yielding after each. */
  *forth(): Generator<void> {
    const { length } = this.problem.steps;
    for (let k = 0; k < length; k++) {
      this.take(k, k === 0 || k >= length - this.plan!.kept);
      this.plan ??= this.planned();
      const { segment, kept } = this.plan;
      if (k < length - kept) this.forgetStep(k);
      const lastSegment = segment * (Math.ceil(length / segment) - 1);
      if (k < lastSegment && k % segment > 0) this.forgetWeights(k);
      yield;
    }
  }

  /** θ_N, after {@link Student.forth}; it lives until {@link Student.release} of N. */
  get end(): Parameters {
    return this.theta(this.problem.steps.length);
  }

  /** Makes θ_k available, yielding after each step that has to be taken again for it; k from N − 1 down. */
  *back(k: number): Generator<void> {
    if (k === 0 || this.weights.has(k)) return;
    const { segment, kept } = this.plan!;
    for (let j = k - (k % segment); j < k; j++) {
      this.take(j, j >= k - kept);
      yield;
    }
  }

  /** The second-order product of step k along λ, by θ too if k > 0. The caller owns the results. */
  product(k: number, lambda: MaybeTensors): SecondOrderProduct {
    const kept = this.kept.get(k);
    if (kept) return kept.product(this.theta(k), lambda, k > 0);
    return tidy(() => {
      const batch = batchOf(this.problem, this.problem.steps[k]!);
      return this.problem.network.product(batch.images, batch.targets, this.theta(k), lambda, k > 0);
    });
  }

  private forgetStep(k: number): void {
    this.kept.get(k)?.dispose();
    this.kept.delete(k);
  }

  private forgetWeights(k: number): void {
    dispose(this.weights.get(k));
    this.weights.delete(k);
  }

  /** Frees what is held of step k. */
  release(k: number): void {
    this.forgetStep(k);
    this.forgetWeights(k);
  }

  dispose(): void {
    for (const k of this.kept.keys()) this.forgetStep(k);
    for (const k of this.weights.keys()) this.forgetWeights(k);
  }
}
