/**
 * Batch norm (Ioffe & Szegedy 2015). In training each channel is normalised over the batch and space, by the biased
 * variance; what it will be normalised by in testing are running values, which follow the mean and the unbiased
 * variance of the batches. Those are entries of θ behind γ and β that no gradient knows: `statistics` gives the
 * batch's, and whoever trains blends them in.
 */
import * as tf from "@tensorflow/tfjs-core";
import { channelSum } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Layer, ParameterSpec } from "./layer";
import { affineParameters, epsilon, normalisation, type NormSaved, type NormSavedDot } from "./normalisation";

const { add, mul, sub } = tf;

/** γ, β, running mean, running variance. */
function batchNormParameters(name: string, channels: number): ParameterSpec[] {
  const running = { shape: [channels], layout: "vector", trainable: false } as const;
  return [
    ...affineParameters(name, [channels], "vector"),
    { ...running, name: `${name}.running_mean`, initial: () => 0 },
    { ...running, name: `${name}.running_var`, initial: () => 1 },
  ];
}

/** Elements of each channel. */
const elements = (x: Tensor): number => x.size / x.shape[3]!;

/** [N,H,W,C] → [1,1,1,C]. */
const batchMean = (x: Tensor): Tensor =>
  tf.reshape(mul(channelSum(x), 1 / elements(x)), [1, 1, 1, x.shape[3]!]);

/** As in training: by the statistics of the batch. */
export function batchNorm(name: string, channels: number): Layer<NormSaved, NormSavedDot> {
  const parameters = batchNormParameters(name, channels);
  const norm = normalisation({ parameters, mean: batchMean, sum: channelSum });
  return {
    ...norm,
    backward(u, p, saved, want) {
      const back = norm.backward(u, p, saved, want);
      return { ...back, p: [...back.p, null, null] };
    },
    backwardTangent(u, uDot, p, pDot, saved, savedDot, want) {
      const back = norm.backwardTangent(u, uDot, p, pDot, saved, savedDot, want);
      return { ...back, pDot: [...back.pDot, null, null] };
    },
    statistics({ h, mean, variance }) {
      const count = elements(h);
      // A channel of one element has no unbiased variance; its biased one is zero.
      const unbiased = mul(variance, count / Math.max(1, count - 1));
      return [null, null, tf.reshape(mean, [channels]), tf.reshape(unbiased, [channels])];
    },
  };
}

interface RunningSaved {
  readonly h: Tensor;
  readonly r: Tensor;
}

interface RunningSavedDot {
  readonly hDot: Tensor;
}

/** As in testing: by the running values, which are constants, so that it is linear in x. */
export function runningNorm(name: string, channels: number): Layer<RunningSaved, RunningSavedDot> {
  return {
    parameters: batchNormParameters(name, channels),
    forward(x, [gamma, beta, mean, variance]) {
      const r = tf.rsqrt(add(variance!, epsilon));
      const h = mul(sub(x, mean!), r);
      return { y: add(mul(h, gamma!), beta!), saved: { h, r } };
    },
    backward(u, [gamma], { h, r }, want) {
      return {
        x: want.x ? mul(u, mul(gamma!, r)) : null,
        p: want.p ? [channelSum(mul(u, h)), channelSum(u), null, null] : [null, null, null, null],
      };
    },
    tangent(xDot, [gamma], [gammaDot, betaDot], { h, r }) {
      if (!xDot) throw new Error("a norm cannot be the first layer");
      const hDot = mul(xDot, r);
      let yDot: Tensor = mul(hDot, gamma!);
      if (gammaDot) yDot = add(yDot, mul(h, gammaDot));
      if (betaDot) yDot = add(yDot, betaDot);
      return { yDot, savedDot: { hDot } };
    },
    backwardTangent(u, uDot, [gamma], [gammaDot], { h, r }, { hDot }, want) {
      const scaledDot = gammaDot ? add(mul(uDot, gamma!), mul(u, gammaDot)) : mul(uDot, gamma!);
      const byGamma = want.p ? channelSum(add(mul(uDot, h), mul(u, hDot))) : null;
      return {
        x: want.x ? mul(u, mul(gamma!, r)) : null,
        xDot: mul(scaledDot, r),
        pDot: [byGamma, want.p ? channelSum(uDot) : null, null, null],
      };
    },
  };
}
