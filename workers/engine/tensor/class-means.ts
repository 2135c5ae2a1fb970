/**
 * Means of features by class, m_c = (1/n_c) Σ f(x), and what distribution matching makes of them. Rows come class by
 * class; features of any shape count as one long row, D numbers. The caller owns what is returned.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "./memory";
import { tidy } from "./memory";
import { crossEntropy, crossEntropyGradient } from "./ops/cross-entropy";

/** All rows, one tensor after the other. */
export function joinRows(parts: readonly Tensor[]): Tensor {
  return tf.concat(parts as Tensor[], 0);
}

/** Scalars as one vector. */
export function stackNumbers(numbers: readonly Tensor[]): Tensor {
  return tf.stack(numbers as Tensor[]);
}

const flat = (x: Tensor): tf.Tensor2D => tf.reshape(x, [x.shape[0]!, -1]);

/** The matrix that takes means: 1/n_c where a row is of the class, [classes, n]. */
function averaging(counts: readonly number[]): tf.Tensor2D {
  const rows = counts.reduce((a, b) => a + b, 0);
  const values = new Float32Array(counts.length * rows);
  let at = 0;
  counts.forEach((count, label) => {
    values.fill(1 / count, label * rows + at, label * rows + at + count);
    at += count;
  });
  return tf.tensor2d(values, [counts.length, rows]);
}

/** m_c of each class, [classes, D]. x: [n,…], `counts` rows of each class in turn. */
export function classMeans(x: Tensor, counts: readonly number[]): Tensor {
  return tidy(() => tf.matMul(averaging(counts), flat(x)));
}

/** Adjoint of {@link classMeans} for features of `shape`: u_c / n_c to each row of the class. u: [classes, D]. */
export function spreadMeans(u: Tensor, counts: readonly number[], shape: readonly number[]): Tensor {
  return tidy(() => tf.reshape(tf.matMul(averaging(counts), u as tf.Tensor2D, true), shape as number[]));
}

export interface MeanDistance {
  /** Σ_c |m_c − m*_c|², scalar. */
  readonly squares: Tensor;
  /** Its derivative by the means, 2 (m_c − m*_c), [classes, D]. */
  readonly slope: Tensor;
}

/** How far the means of the classes, [classes, D], are from those they are to meet. */
export function meanDistance(means: Tensor, targets: Tensor): MeanDistance {
  return tidy(() => {
    const apart = tf.sub(means, targets);
    return { squares: tf.sum(tf.square(apart)), slope: tf.mul(apart, 2) };
  });
}

export interface Discrimination {
  /** −Σ_x log softmax(⟨f(x), centre_c⟩)_y, scalar. */
  readonly loss: Tensor;
  /** Its derivative by the centres, [classes, D]. */
  readonly centres: Tensor;
}

/**
 * How well the centres classify features by their inner product: cross-entropy, summed over the features.
 * @param features [n, D]; `targets` their label probabilities, [n, classes]; `centres` [classes, D].
 */
export function discriminate(features: Tensor, targets: Tensor, centres: Tensor): Discrimination {
  return tidy(() => {
    const rows = features.shape[0]!;
    const f = flat(features);
    const logits = tf.matMul(f, centres as tf.Tensor2D, false, true);
    const slope = tf.mul(crossEntropyGradient(logits, targets), rows) as tf.Tensor2D;
    return { loss: tf.mul(crossEntropy(logits, targets), rows), centres: tf.matMul(slope, f, true) };
  });
}

/** Rows `from` … `to` − 1 of u, times s, added to x (null: nothing yet). x: [to − from, D]. */
export function addRowsOf(x: Tensor | null, u: Tensor, from: number, to: number, s: number): Tensor {
  return tidy(() => {
    const scaled = tf.mul(tf.slice(u as tf.Tensor2D, [from, 0], [to - from, -1]), s);
    return x ? tf.add(x, scaled) : scaled;
  });
}
