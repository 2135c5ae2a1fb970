/** ReLU. Its mask is constant almost everywhere, so all four functions multiply by it. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "../memory";
import type { Layer } from "./layer";

interface Saved {
  readonly mask: Tensor;
}

export function relu(): Layer<Saved, null> {
  return {
    parameters: [],
    forward(x) {
      const y = tf.relu(x);
      return { y, saved: { mask: tf.step(y) } };
    },
    backward(u, _p, { mask }, want) {
      return { x: want.x ? tf.mul(u, mask) : null, p: [] };
    },
    tangent(xDot, _p, _pDot, { mask }) {
      return { yDot: xDot ? tf.mul(xDot, mask) : tf.zerosLike(mask), savedDot: null };
    },
    backwardTangent(u, uDot, _p, _pDot, { mask }, _savedDot, want) {
      return { x: want.x ? tf.mul(u, mask) : null, xDot: tf.mul(uDot, mask), pDot: [] };
    },
  };
}
