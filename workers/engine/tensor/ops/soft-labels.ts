/**
 * Learned soft labels (DATM, Guo et al., ICLR 2024): the target of each image is y = softmax(ℓ) of logits ℓ that are
 * learned with it. The pull-back is the softmax Jacobian, which is symmetric: ∂L/∂ℓ = y ∘ (∂L/∂y − ⟨y, ∂L/∂y⟩).
 */
import * as tf from "@tensorflow/tfjs-core";
import { tidy, type Tensor } from "../memory";

/** y = softmax(ℓ), [n, classes]. The caller owns it. */
export function softLabels(logits: Tensor): Tensor {
  return tf.softmax(logits);
}

/**
 * ∂L/∂ℓ from ∂L/∂y; the softmax is computed again from the logits. The caller owns it.
 * @param logits ℓ, [n, classes]
 * @param byLabels ∂L/∂y, [n, classes]
 */
export function softLabelsAdjoint(logits: Tensor, byLabels: Tensor): Tensor {
  return tidy(() => {
    const y = tf.softmax(logits);
    const weighted = tf.mul(y, byLabels);
    return tf.sub(weighted, tf.mul(y, tf.sum(weighted, -1, true)));
  });
}
