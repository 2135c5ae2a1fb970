/**
 * The two vectors of sharpness-aware training with gradient surgery, adaptive to the size of each weight (ASAM, Kwon et
 * al., ICML 2021; GSAM, Zhuang et al., ICLR 2022; as FTD's code combines them). All of it stays on the device. The
 * caller owns what is returned; a null gradient is zero.
 */
import * as tf from "@tensorflow/tfjs-core";
import { tidy, type Tensor } from "./memory";
import type { MaybeTensors, Parameters } from "./ops/layer";
import { innerProduct } from "./vectors";

const epsilon = 1e-12;

const length = (a: MaybeTensors): Tensor => tf.sqrt(innerProduct(a, a));

/** θ + ρ θ² ∘ g / (‖|θ| ∘ g‖ + 1e-12): the sharpest point nearby. */
export function sharpestPoint(theta: Parameters, gradient: MaybeTensors, radius: number): Tensor[] {
  return tidy(() => {
    const scaled = theta.map((t, i) => (gradient[i] ? tf.mul(t, gradient[i]) : null));
    const scale = tf.div(radius, tf.add(length(scaled), epsilon));
    return theta.map((t, i) => {
      const s = scaled[i];
      return s ? tf.add(t, tf.mul(tf.mul(t, s), scale)) : tf.clone(t);
    });
  });
}

/**
 * g′ − α g⊥ with g⊥ = g − cos(g, g′) |g| g′/|g′|, the part of the gradient g at θ that the gradient g′ at the sharpest
 * point does not have: following it would lower the loss at θ and not around it.
 */
export function withoutSharpening(
  gradient: MaybeTensors,
  ahead: MaybeTensors,
  surgery: number,
): (Tensor | null)[] {
  return tidy(() => {
    const [size, sizeAhead] = [length(gradient), length(ahead)];
    const cosine = tf.div(innerProduct(gradient, ahead), tf.add(tf.mul(size, sizeAhead), epsilon));
    const along = tf.div(tf.mul(cosine, size), tf.add(sizeAhead, epsilon));
    return ahead.map((h, i) => {
      const g = gradient[i];
      if (!g || !h) return h && tf.clone(h);
      return tf.sub(h, tf.mul(tf.sub(g, tf.mul(h, along)), surgery));
    });
  });
}
