/**
 * Instance norm with affine parameters: y = γ h + β, h = N(x) = (x − μ) r, r = (v + ε)^(−1/2), where μ and v are the
 * mean and the biased variance of each image and channel over space (GroupNorm with as many groups as channels).
 *
 * The Jacobian J(u) = r (u − m(u) − h m(h u)) is symmetric, and so is the derivative of J(u) along d,
 * K(d, u) = −r² [ h (m(d' u') − 3ab) + b d' + a u' ], with d' = d − m(d), u' = u − m(u), a = m(h d), b = m(h u)
 * (m: mean over space; derived by differentiating J). At a single pixel h = 0 and all of it vanishes.
 */
import * as tf from "@tensorflow/tfjs-core";
import { channelSum, spatialMean } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";

const epsilon = 1e-5;
const { add, mul, sub } = tf;

interface Saved {
  readonly h: Tensor;
  readonly r: Tensor;
}

interface SavedDot {
  readonly xDot: Tensor;
  readonly hDot: Tensor;
}

function jacobian(u: Tensor, { h, r }: Saved): Tensor {
  return mul(r, sub(sub(u, spatialMean(u)), mul(h, spatialMean(mul(h, u)))));
}

function jacobianDerivative(d: Tensor, u: Tensor, { h, r }: Saved): Tensor {
  const dCentred = sub(d, spatialMean(d));
  const uCentred = sub(u, spatialMean(u));
  const a = spatialMean(mul(h, d));
  const b = spatialMean(mul(h, u));
  const along = sub(spatialMean(mul(dCentred, uCentred)), mul(mul(a, b), 3));
  const inner = add(mul(h, along), add(mul(b, dCentred), mul(a, uCentred)));
  return mul(mul(tf.square(r), -1), inner);
}

export function instanceNorm(name: string, channels: number): Layer<Saved, SavedDot> {
  return {
    parameters: [
      { name: `${name}.weight`, shape: [channels], layout: "vector", initial: () => 1 },
      { name: `${name}.bias`, shape: [channels], layout: "vector", initial: () => 0 },
    ],
    forward(x, [gamma, beta]) {
      const centred = sub(x, spatialMean(x));
      const r = tf.rsqrt(add(spatialMean(tf.square(centred)), epsilon));
      const h = mul(centred, r);
      return { y: add(mul(h, gamma!), beta!), saved: { h, r } };
    },
    backward(u, [gamma], saved, want) {
      return {
        x: want.x ? jacobian(mul(u, gamma!), saved) : null,
        p: [channelSum(mul(u, saved.h)), channelSum(u)],
      };
    },
    tangent(xDot, [gamma], [gammaDot, betaDot], saved) {
      if (!xDot) throw new Error("instance norm cannot be the first layer");
      const hDot = jacobian(xDot, saved);
      let yDot: Tensor = mul(hDot, gamma!);
      if (gammaDot) yDot = add(yDot, mul(saved.h, gammaDot));
      if (betaDot) yDot = add(yDot, betaDot);
      return { yDot, savedDot: { xDot, hDot } };
    },
    backwardTangent(u, uDot, [gamma], [gammaDot], saved, { xDot, hDot }, want) {
      const scaled = mul(u, gamma!);
      const scaledDot = gammaDot ? add(mul(uDot, gamma!), mul(u, gammaDot)) : mul(uDot, gamma!);
      return {
        x: want.x ? jacobian(scaled, saved) : null,
        xDot: add(jacobian(scaledDot, saved), jacobianDerivative(xDot, scaled, saved)),
        pDot: want.p ? [channelSum(add(mul(uDot, saved.h), mul(u, hDot))), channelSum(uDot)] : [null, null],
      };
    },
  };
}
