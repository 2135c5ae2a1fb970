/**
 * Normalisation with affine parameters: y = γ h + β, h = (x − μ) r, r = (v + ε)^(−1/2), where μ = m(x) and
 * v = m((x − μ)²) are the mean and the biased variance over groups of elements. Which elements form a group is what
 * tells instance, group, layer and batch norm apart; all of the calculus is the same:
 *
 * The Jacobian J(u) = r (u − m(u) − h m(h u)) is symmetric, and so is the derivative of J(u) along d,
 * K(d, u) = −r² [ h (m(d' u') − 3ab) + b d' + a u' ], with d' = d − m(d), u' = u − m(u), a = m(h d), b = m(h u)
 * (derived by differentiating J). In a group of one element h = 0 and all of it vanishes.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { Layer, ParameterSpec } from "./layer";

/** ε of PyTorch's norms. */
export const epsilon = 1e-5;
const { add, mul, sub } = tf;

export interface NormSaved {
  readonly h: Tensor;
  readonly r: Tensor;
  /** μ and v, which batch norm follows from batch to batch. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export interface NormSavedDot {
  readonly xDot: Tensor;
  readonly hDot: Tensor;
}

export interface Normalisation {
  /** γ, then β. */
  readonly parameters: readonly ParameterSpec[];
  /** m: the mean over each element's group, in a shape that broadcasts to x, [N,H,W,C]. */
  readonly mean: (x: Tensor) => Tensor;
  /** The adjoint of broadcasting γ to x. */
  readonly sum: (x: Tensor) => Tensor;
}

/** γ = 1 and β = 0, of one shape. */
export function affineParameters(
  name: string,
  shape: readonly number[],
  layout: "map" | "vector",
): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape, layout, initial: () => 1 },
    { name: `${name}.bias`, shape, layout, initial: () => 0 },
  ];
}

export function normalisation({ parameters, mean, sum }: Normalisation): Layer<NormSaved, NormSavedDot> {
  const jacobian = (u: Tensor, { h, r }: NormSaved): Tensor =>
    mul(r, sub(sub(u, mean(u)), mul(h, mean(mul(h, u)))));

  function jacobianDerivative(d: Tensor, u: Tensor, { h, r }: NormSaved): Tensor {
    const dCentred = sub(d, mean(d));
    const uCentred = sub(u, mean(u));
    const a = mean(mul(h, d));
    const b = mean(mul(h, u));
    const along = sub(mean(mul(dCentred, uCentred)), mul(mul(a, b), 3));
    const inner = add(mul(h, along), add(mul(b, dCentred), mul(a, uCentred)));
    return mul(mul(tf.square(r), -1), inner);
  }

  return {
    parameters,
    forward(x, [gamma, beta]) {
      const mu = mean(x);
      const centred = sub(x, mu);
      const variance = mean(tf.square(centred));
      const r = tf.rsqrt(add(variance, epsilon));
      const h = mul(centred, r);
      return { y: add(mul(h, gamma!), beta!), saved: { h, r, mean: mu, variance } };
    },
    backward(u, [gamma], saved, want) {
      return {
        x: want.x ? jacobian(mul(u, gamma!), saved) : null,
        p: want.p ? [sum(mul(u, saved.h)), sum(u)] : [null, null],
      };
    },
    tangent(xDot, [gamma], [gammaDot, betaDot], saved) {
      if (!xDot) throw new Error("a norm cannot be the first layer");
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
        pDot: want.p ? [sum(add(mul(uDot, saved.h), mul(u, hDot))), sum(uDot)] : [null, null],
      };
    },
  };
}
