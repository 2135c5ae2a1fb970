/** Convolution y = x ∗ w + b, 3×3 or any odd kernel, stride 1, same size. Bilinear in (x, w). */
import * as tf from "@tensorflow/tfjs-core";
import { convolve, convolveFilterAdjoint, convolveInputAdjoint } from "../kernels/convolution";
import { channelSum } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Random } from "../random";
import type { Layer, ParameterSpec } from "./layer";

interface Saved {
  readonly x: Tensor;
}

interface SavedDot {
  readonly xDot: Tensor | null;
}

export interface ConvolutionOptions {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Odd side of the kernel. */
  readonly kernel: number;
  /**
   * An instance norm follows, which subtracts the mean and so absorbs the bias: it is a parameter like any other, but
   * it moves nothing and its gradient is exactly zero (the references compute rounding noise there).
   */
  readonly biasAbsorbed: boolean;
}

export function convolution(options: ConvolutionOptions): Layer<Saved, SavedDot> {
  const { name, inputs, outputs, kernel, biasAbsorbed } = options;
  // PyTorch's default: U(−1/√fan_in, 1/√fan_in) for weight and bias.
  const bound = 1 / Math.sqrt(inputs * kernel * kernel);
  const initial = (random: Random): number => (2 * random.uniform() - 1) * bound;
  const parameters: ParameterSpec[] = [
    { name: `${name}.weight`, shape: [kernel, kernel, inputs, outputs], layout: "convolution", initial },
    { name: `${name}.bias`, shape: [outputs], layout: "vector", initial },
  ];
  const biasGradient = (u: Tensor): Tensor | null => (biasAbsorbed ? null : channelSum(u));

  return {
    parameters,
    forward(x, [w, b]) {
      const y = convolve([[x, w!]]);
      return { y: biasAbsorbed ? y : tf.add(y, b!), saved: { x } };
    },
    backward(u, [w], { x }, want) {
      return {
        x: want.x ? convolveInputAdjoint([[u, w!]]) : null,
        p: [convolveFilterAdjoint([[x, u]], kernel), biasGradient(u)],
      };
    },
    tangent(xDot, [w], [wDot, bDot], { x }) {
      const pairs = [pair(x, wDot), pair(xDot, w)].filter((one) => one !== null);
      const moved = pairs.length > 0 ? convolve(pairs) : tf.zeros([...x.shape.slice(0, 3), outputs]);
      return { yDot: !biasAbsorbed && bDot ? tf.add(moved, bDot) : moved, savedDot: { xDot } };
    },
    backwardTangent(u, uDot, [w], [wDot], { x }, { xDot }, want) {
      const straight = [uDot, w!] as const;
      const filterPairs = [pair(x, uDot), pair(xDot, u)].filter((one) => one !== null);
      return {
        x: want.x ? convolveInputAdjoint([[u, w!]]) : null,
        xDot: convolveInputAdjoint(wDot ? [straight, [u, wDot]] : [straight]),
        pDot: want.p ? [convolveFilterAdjoint(filterPairs, kernel), biasGradient(uDot)] : [null, null],
      };
    },
  };
}

/** Two factors of a product, or null if one of them is zero. */
function pair(a: Tensor | null | undefined, b: Tensor | null | undefined): readonly [Tensor, Tensor] | null {
  return a && b ? [a, b] : null;
}
