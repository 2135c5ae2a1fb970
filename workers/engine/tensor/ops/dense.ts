/** The classifier z = f W + b on the flattened feature map (height, width, channel order). Bilinear in (f, W). */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { Random } from "../random";
import { plus, type Layer } from "./layer";

interface Saved {
  readonly f: Tensor;
  readonly shape: readonly number[];
}

interface SavedDot {
  readonly fDot: Tensor | null;
}

const product = (a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor =>
  tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB);

export function dense(name: string, inputs: number, outputs: number): Layer<Saved, SavedDot> {
  const bound = 1 / Math.sqrt(inputs);
  const initial = (random: Random): number => (2 * random.uniform() - 1) * bound;
  const flat = (x: Tensor): Tensor => tf.reshape(x, [-1, inputs]);

  return {
    parameters: [
      { name: `${name}.weight`, shape: [inputs, outputs], layout: "dense", initial },
      { name: `${name}.bias`, shape: [outputs], layout: "vector", initial },
    ],
    forward(x, [w, b]) {
      const f = flat(x);
      return { y: tf.add(product(f, w!), b!), saved: { f, shape: x.shape } };
    },
    backward(u, [w], { f, shape }, want) {
      return {
        x: want.x ? tf.reshape(product(u, w!, false, true), shape as number[]) : null,
        p: [product(f, u, true), tf.sum(u, 0)],
      };
    },
    tangent(xDot, [w], [wDot, bDot], { f }) {
      const fDot = xDot ? flat(xDot) : null;
      const moved =
        plus(fDot && product(fDot, w!), wDot ? product(f, wDot) : null) ?? tf.zeros([f.shape[0]!, outputs]);
      return { yDot: bDot ? tf.add(moved, bDot) : moved, savedDot: { fDot } };
    },
    backwardTangent(u, uDot, [w], [wDot], { f, shape }, { fDot }, want) {
      const straight = product(uDot, w!, false, true);
      const xDot = wDot ? tf.add(straight, product(u, wDot, false, true)) : straight;
      return {
        x: want.x ? tf.reshape(product(u, w!, false, true), shape as number[]) : null,
        xDot: tf.reshape(xDot, shape as number[]),
        pDot: want.p
          ? [plus(product(f, uDot, true), fDot && product(fDot, u, true)), tf.sum(uDot, 0)]
          : [null, null],
      };
    },
  };
}
