/**
 * Instance norm with affine parameters, ReLU and 2×2 average pooling as one op: y = pool(relu(γ h + β)), h = (a − μ) r.
 * The mathematics is that of `instance-norm.ts`, `relu.ts` and `linear.ts` composed; what is saved is the input and its
 * statistics, and h and the mask are computed again where they are needed. One kernel instead of a dozen a direction,
 * on the back ends that have it.
 */
import * as tf from "@tensorflow/tfjs-core";
import { hasNormReluPool, normReluPool } from "../kernels/norm-relu-pool";
import type { Tensor } from "../memory";
import { instanceNorm } from "./instance-norm";
import type { Layer } from "./layer";
import { averagePooling } from "./linear";
import { relu } from "./relu";

interface Saved {
  readonly a: Tensor;
  readonly statistics: Tensor;
}

interface SavedDot {
  readonly aDot: Tensor;
  readonly statisticsDot: Tensor;
}

const composed = (name: string, channels: number): Layer[] =>
  [instanceNorm(name, channels), relu(), averagePooling()] as unknown[] as Layer[];

function fused(name: string, channels: number): Layer<Saved, SavedDot> {
  return {
    parameters: instanceNorm(name, channels).parameters,
    parts: composed(name, channels),
    forward(a, [gamma, beta]) {
      const [y, statistics] = normReluPool("forward", { a, gamma: gamma!, beta: beta! });
      return { y, saved: { a, statistics } };
    },
    backward(u, [gamma, beta], saved) {
      const [x, dGamma, dBeta] = normReluPool("backward", { u, ...saved, gamma: gamma!, beta: beta! });
      return { x, p: [dGamma, dBeta] };
    },
    tangent(aDot, [gamma, beta], [gammaDot, betaDot], saved) {
      if (!aDot) throw new Error("a norm cannot be the first layer");
      const [yDot, statisticsDot] = normReluPool("tangent", {
        aDot,
        gammaDot: gammaDot ?? tf.zerosLike(gamma!),
        betaDot: betaDot ?? tf.zerosLike(beta!),
        ...saved,
        gamma: gamma!,
        beta: beta!,
      });
      return { yDot, savedDot: { aDot, statisticsDot } };
    },
    backwardTangent(u, uDot, [gamma, beta], [gammaDot], saved, savedDot, want) {
      // A network that goes back has ∂L/∂x from the layer's own backward pass.
      const x = want.x ? normReluPool("backward", { u, ...saved, gamma: gamma!, beta: beta! })[0] : null;
      const [xDot, dGammaDot, dBetaDot] = normReluPool("backwardTangent", {
        u,
        uDot,
        ...saved,
        ...savedDot,
        gamma: gamma!,
        beta: beta!,
        gammaDot: gammaDot ?? tf.zerosLike(gamma!),
      });
      return { x, xDot, pDot: [dGammaDot, dBetaDot] };
    },
  };
}

/** Norm, ReLU and pooling as a chain of layers: the fused op where the active back end has it, else the three. */
export function normReluPoolLayers(name: string, channels: number): Layer[] {
  return hasNormReluPool(channels) ? [fused(name, channels) as unknown as Layer] : composed(name, channels);
}
