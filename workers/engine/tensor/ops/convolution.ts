/** Convolution y = x ∗ w + b, 3×3 or any odd kernel, stride 1, same size. Bilinear in (x, w). */
import * as tf from "@tensorflow/tfjs-core";
import { convolve, convolveFilterAdjoint, convolveInputAdjoint } from "../kernels/convolution";
import { channelSum } from "../kernels/reductions";
import type { Tensor } from "../memory";
import type { Random } from "../random";
import type { Layer, MaybeTensors, ParameterSpec } from "./layer";

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
  /** Adds the bias all the same: what follows is batch norm, whose running means hold it. */
  readonly biasAdded?: boolean;
  /** Whether there is a bias at all; there is where absent. */
  readonly biased?: boolean;
  /** One initial weight; PyTorch's default where absent. */
  readonly initial?: (random: Random) => number;
}

export function convolution(options: ConvolutionOptions): Layer<Saved, SavedDot> {
  const { name, inputs, outputs, kernel, biased = true } = options;
  const biasMoves = biased && !options.biasAbsorbed;
  const biasAdded = biasMoves || options.biasAdded;
  // PyTorch's default: U(−1/√fan_in, 1/√fan_in) for weight and bias.
  const bound = 1 / Math.sqrt(inputs * kernel * kernel);
  const initial = (random: Random): number => (2 * random.uniform() - 1) * bound;
  const weight: ParameterSpec = {
    name: `${name}.weight`,
    shape: [kernel, kernel, inputs, outputs],
    layout: "convolution",
    initial: options.initial ?? initial,
  };
  const bias: ParameterSpec = { name: `${name}.bias`, shape: [outputs], layout: "vector", initial };
  const parameters = biased ? [weight, bias] : [weight];
  /** By weight and bias, or by the weight alone where there is no bias. */
  const byParameters = (byWeight: Tensor, u: Tensor): MaybeTensors =>
    biased ? [byWeight, biasMoves ? channelSum(u) : null] : [byWeight];

  return {
    parameters,
    forward(x, [w, b]) {
      const y = convolve([[x, w!]]);
      return { y: biasAdded ? tf.add(y, b!) : y, saved: { x } };
    },
    backward(u, [w], { x }, want) {
      return {
        x: want.x ? convolveInputAdjoint([[u, w!]]) : null,
        p: want.p ? byParameters(convolveFilterAdjoint([[x, u]], kernel), u) : parameters.map(() => null),
      };
    },
    tangent(xDot, [w], [wDot, bDot], { x }) {
      const pairs = [pair(x, wDot), pair(xDot, w)].filter((one) => one !== null);
      const moved = pairs.length > 0 ? convolve(pairs) : tf.zeros([...x.shape.slice(0, 3), outputs]);
      return { yDot: biasMoves && bDot ? tf.add(moved, bDot) : moved, savedDot: { xDot } };
    },
    backwardTangent(u, uDot, [w], [wDot], { x }, { xDot }, want) {
      const straight = [uDot, w!] as const;
      const filterPairs = [pair(x, uDot), pair(xDot, u)].filter((one) => one !== null);
      return {
        x: want.x ? convolveInputAdjoint([[u, w!]]) : null,
        xDot: convolveInputAdjoint(wDot ? [straight, [u, wDot]] : [straight]),
        pDot: want.p
          ? byParameters(convolveFilterAdjoint(filterPairs, kernel), uDot)
          : parameters.map(() => null),
      };
    },
  };
}

/** Two factors of a product, or null if one of them is zero. */
function pair(a: Tensor | null | undefined, b: Tensor | null | undefined): readonly [Tensor, Tensor] | null {
  return a && b ? [a, b] : null;
}
