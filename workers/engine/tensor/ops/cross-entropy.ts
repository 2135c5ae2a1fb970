/**
 * Mean cross-entropy L = −(1/n) Σ y log softmax(z) with probabilities y as targets (rows sum to 1), its derivative by
 * z and y, and the tangents of those. The softmax is computed from the logits each time, never through a saved output.
 */
import * as tf from "@tensorflow/tfjs-core";
import {
  webGpuCrossEntropy,
  webGpuCrossEntropyGradient,
  webGpuCrossEntropyTangent,
} from "../kernels/cross-entropy-webgpu";
import { wasmCrossEntropyGradient, wasmCrossEntropyTangent } from "../kernels/cross-entropy-wasm";
import type { Tensor } from "../memory";
import { onWasm } from "../wasm/compute";
import { onWebGpu } from "../webgpu/dispatch";

const { div, mul, sub } = tf;

/** L as a scalar. logits, targets: [n, classes]. */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  if (onWebGpu()) return webGpuCrossEntropy(logits, targets);
  return div(tf.sum(mul(targets, tf.logSoftmax(logits))), -logits.shape[0]!);
}

/** ∂L/∂z = (softmax(z) − y) / n. */
export function crossEntropyGradient(logits: Tensor, targets: Tensor): Tensor {
  if (onWebGpu()) return webGpuCrossEntropyGradient(logits, targets);
  if (onWasm()) return wasmCrossEntropyGradient(logits, targets);
  return div(sub(tf.softmax(logits), targets), logits.shape[0]!);
}

export interface CrossEntropyTangent {
  /** Tangent of ∂L/∂z: (s ∘ ż − s ⟨s, ż⟩) / n with s = softmax(z). */
  readonly gradientDot: Tensor;
  /** Tangent of ∂L/∂y = −log softmax(z) / n: (⟨s, ż⟩ − ż) / n. */
  readonly targetsDot: Tensor;
}

/** Tangents of both derivatives as the logits move along `logitsDot`. */
export function crossEntropyTangent(logits: Tensor, logitsDot: Tensor): CrossEntropyTangent {
  if (onWebGpu() || onWasm()) {
    const tangent = onWasm() ? wasmCrossEntropyTangent : webGpuCrossEntropyTangent;
    const [gradientDot, targetsDot] = tangent(logits, logitsDot);
    return { gradientDot, targetsDot };
  }
  const n = logits.shape[0]!;
  const s = tf.softmax(logits);
  const weighted = mul(s, logitsDot);
  const mean = tf.sum(weighted, -1, true);
  return {
    gradientDot: div(sub(weighted, mul(s, mean)), n),
    targetsDot: div(sub(mean, logitsDot), n),
  };
}
