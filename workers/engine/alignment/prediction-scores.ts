/**
 * Difficulty as one network's predictions show it, early in training (PAD, Li et al., 2024, filters by such a score;
 * the choices are those of the coreset literature). All are higher for harder examples:
 *
 *     EL2N         |p − onehot(y)|₂
 *     loss         −log p_y
 *     uncertainty  1 − max_k p_k (least confidence)
 *     entropy      −Σ_k p_k log p_k
 */
import type { DifficultyMetric } from "../../protocol/recipe/alignment";
import { el2nScores } from "./el2n";
import { negativeLogLikelihood, probabilities } from "../training/softmax";

/** Score of every training image by each metric that a run needs, higher is harder. */
export type DifficultyScores = Readonly<Partial<Record<DifficultyMetric, Float32Array>>>;

/** What can be read off predictions at one moment; forgetting needs the whole training. */
export type PredictionMetric = Exclude<DifficultyMetric, "forgetting"> | "entropy";

/**
 * The score of each example under one network.
 * @param logits [n, classes], row-major.
 * @param labels class of each example, 0 … classes − 1; uncertainty and entropy do not look at them.
 */
export function predictionScores(
  metric: PredictionMetric,
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Float32Array {
  const each = (score: (row: number, label: number) => number): Float32Array =>
    Float32Array.from(labels, (label, row) => score(row, label));
  switch (metric) {
    case "el2n":
      return el2nScores(logits, labels, classes);
    case "loss":
      return each((row, label) => negativeLogLikelihood(logits, row, classes, label));
    case "uncertainty":
      return each((row) => 1 - probabilities(logits, row, classes).reduce((a, b) => Math.max(a, b)));
    case "entropy":
      return each((row) =>
        probabilities(logits, row, classes).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0),
      );
  }
}
