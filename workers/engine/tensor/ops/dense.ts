/** A fully connected layer z = f W + b on the flattened feature map (height, width, channel order). Bilinear in (f, W). */
import * as tf from "@tensorflow/tfjs-core";
import { denseInputAdjoint, denseParameters, denseProduct } from "../kernels/dense";
import type { Tensor } from "../memory";
import type { Random } from "../random";
import type { Layer } from "./layer";

interface Saved {
  readonly f: Tensor;
  readonly shape: readonly number[];
}

interface SavedDot {
  readonly fDot: Tensor | null;
}

/** @param channels of the map that it flattens; where absent, those of the last convolution. */
export function dense(
  name: string,
  inputs: number,
  outputs: number,
  channels?: number,
): Layer<Saved, SavedDot> {
  const bound = 1 / Math.sqrt(inputs);
  const initial = (random: Random): number => (2 * random.uniform() - 1) * bound;
  const flat = (x: Tensor): Tensor => tf.reshape(x, [-1, inputs]);

  return {
    parameters: [
      { name: `${name}.weight`, shape: [inputs, outputs], layout: "dense", channels, initial },
      { name: `${name}.bias`, shape: [outputs], layout: "vector", initial },
    ],
    forward(x, [w, b]) {
      const f = flat(x);
      return { y: denseProduct([[f, w!]], b!), saved: { f, shape: x.shape } };
    },
    backward(u, [w], { f, shape }, want) {
      return {
        x: want.x ? tf.reshape(denseInputAdjoint([[u, w!]]), shape as number[]) : null,
        p: want.p ? denseParameters([[f, u]]) : [null, null],
      };
    },
    tangent(xDot, [w], [wDot, bDot], { f }) {
      const fDot = xDot ? flat(xDot) : null;
      const pairs: [Tensor, Tensor][] = [];
      if (fDot) pairs.push([fDot, w!]);
      if (wDot) pairs.push([f, wDot]);
      // Where neither moves, a product with zero.
      if (pairs.length === 0) pairs.push([f, tf.zerosLike(w!)]);
      return { yDot: denseProduct(pairs, bDot ?? null), savedDot: { fDot } };
    },
    backwardTangent(u, uDot, [w], [wDot], { f, shape }, { fDot }, want) {
      const xDot = denseInputAdjoint(
        wDot
          ? [
              [uDot, w!],
              [u, wDot],
            ]
          : [[uDot, w!]],
      );
      return {
        x: want.x ? tf.reshape(denseInputAdjoint([[u, w!]]), shape as number[]) : null,
        xDot: tf.reshape(xDot, shape as number[]),
        pDot: want.p
          ? denseParameters(
              fDot
                ? [
                    [f, uDot],
                    [fDot, u],
                  ]
                : [[f, uDot]],
            )
          : [null, null],
      };
    },
  };
}
